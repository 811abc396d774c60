// How much text there is, counted as the server does: Chinese characters, and Latin words and numbers. data-count is the
// id of the textarea; data-one and data-many say it in words, with {n} for the figure.

const HAN = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
const LATIN = /[A-Za-z0-9\u00c0-\u024f]+(?:['’._-][A-Za-z0-9\u00c0-\u024f]+)*/g;
const PAUSE = 300;

const count = (text) => (text.match(HAN)?.length ?? 0) + (text.match(LATIN)?.length ?? 0);

for (const line of document.querySelectorAll("[data-count]")) {
  const area = document.getElementById(line.dataset.count);
  let timer = 0;
  area?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const number = count(area.value);
      const figure = new Intl.NumberFormat(document.documentElement.lang).format(number);
      line.textContent = (number === 1 ? line.dataset.one : line.dataset.many).replace("{n}", figure);
    }, PAUSE);
  });
}
