// Begin the show. On a telephone the slides stay one below the other, large enough to read; the
// small windows of the speaker's view are no telephone.
(() => {
  const asked = /receiver|print-pdf/.test(location.search);
  if (window.innerWidth < 700 && !asked) return;
  document.querySelectorAll(".of-reveal").forEach((style) => { style.media = "all"; });
  document.documentElement.classList.add("deck");
  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    maxScale: 4,
    center: false,
    display: "flex",
    hash: true,
    slideNumber: "c/t",
    scrollActivationWidth: null,
    pdfSeparateFragments: false,
    pdfMaxPagesPerSlide: 1,
    transition: "none",
    plugins: [RevealNotes],
  });
})();
