// Begin the show. On a telephone the slides stay one below the other, large enough to read; the
// small windows of the speaker's view are no telephone.
(() => {
  const LARGEST = 44, SMALLEST = 28;
  const print = /print-pdf/.test(location.search);
  if (window.innerWidth < 700 && !print && !/receiver/.test(location.search)) return;
  const page = document.documentElement.classList;
  document.querySelectorAll(".of-reveal").forEach((style) => { style.media = "all"; });
  page.add("deck", "fitting");
  page.toggle("paper", print);

  // The letters of a slide are as large as there is room for, with all its answers open.
  const slides = [...document.querySelectorAll(".slides > section")];
  const folds = [...document.querySelectorAll(".slides details")];
  folds.forEach((fold) => { fold.open = true; });
  const fits = (slide) => {
    const edge = slide.getBoundingClientRect();
    return [...slide.querySelectorAll(":scope > :not(.corner), table, pre, math > *, img")].every((part) => {
      const box = part.getBoundingClientRect();
      return box.bottom <= edge.bottom - 40 && box.right <= edge.right - 40 && box.top >= edge.top;
    });
  };
  slides.forEach((slide) => {
    for (let size = LARGEST; size >= SMALLEST; size -= 2) {
      slide.style.setProperty("--size", size);
      if (fits(slide)) break;
    }
  });
  if (!print) folds.forEach((fold) => { fold.open = false; });
  page.remove("fitting");

  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    maxScale: 4,
    center: false,
    display: "flex",
    controlsTutorial: false,
    hash: true,
    slideNumber: "c/t",
    scrollActivationWidth: null,
    pdfSeparateFragments: false,
    pdfMaxPagesPerSlide: 1,
    transition: "none",
    plugins: [RevealNotes],
  });
})();
