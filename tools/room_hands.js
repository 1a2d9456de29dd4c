/* A hall that votes by hand: its numbers are typed, drawn, and kept nowhere. Part of room.html. */

const TIMES = ["before", "now"];
const ASKED = KNOWN.books.filter((book) => book.votes.length)
  .map((book) => [`Chapter ${book.chapter}, the vote`, book.votes.map((vote) => vote.word)]);
ASKED.push(["Any question with letters", [..."ABCDE"]]);

function askHands() {
  const numberOf = (word, time) => node("label", {}, `${time} `,
    node("input", { type: "number", min: 0, step: 1, "aria-label": `${word}, ${time}` }));
  at("typed").replaceChildren(...ASKED[at("asked").selectedIndex][1].map((word) =>
    node("div", { class: "hands" }, node("strong", {}, word), ...TIMES.map((time) => numberOf(word, time)))));
  drawHands();
}

function drawHands() {
  const typed = [...at("typed").children].map((row) => [row.firstChild.textContent,
    [...row.querySelectorAll("input")].map((input) => Math.max(0, Math.floor(input.valueAsNumber) || 0))]);
  const all = [0, 1].map((time) => typed.reduce((sum, [, numbers]) => sum + numbers[time], 0));
  const rows = typed.flatMap(([word, numbers]) => [
    node("h3", {}, word), ...[0, 1].filter((time) => all[time]).map((time) => {
      const share = Math.round((100 * numbers[time]) / all[time]);
      const [drawn, told] = bar([["sure", numbers[time], `of ${all[time]}: ${share}%`]], all[time]);
      if (!numbers[time]) told.append(`0 of ${all[time]}`);
      return node("div", { class: "row vote" }, node("span", {}, TIMES[time]), drawn, told);
    })]);
  at("raised").replaceChildren(...(all[0] + all[1] ? [node("h2", {}, "The hands"), ...rows] : []));
}

at("asked").append(...ASKED.map(([name]) => node("option", {}, name)));
at("asked").addEventListener("change", askHands);
at("typed").addEventListener("input", drawHands);
askHands();
