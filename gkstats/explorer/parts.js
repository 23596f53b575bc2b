// The parts of the explorer that report clicks: a chart with its bars, and a table. Texts are set as text, never as HTML.

function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  Object.assign(node, properties);
  node.append(...children);
  return node;
}

function clickable(node, label, act) {
  node.setAttribute("role", "button");
  node.setAttribute("tabindex", "0");
  node.setAttribute("aria-label", label);
  node.addEventListener("click", act);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act();
    }
  });
}

function save(parts, type, name) {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

const SVG = "http://www.w3.org/2000/svg";

function chart(model, el) {
  let url = null;
  const draw = () => {
    const chart = model.get("chart");
    if (url) URL.revokeObjectURL(url);
    url = null;
    el.replaceChildren();
    if (!chart.png) return;
    const type = "image/png";
    url = URL.createObjectURL(new Blob([chart.png], { type }));
    const box = element("div", { className: "gk-chart" });
    box.style.maxWidth = `${chart.width}px`;
    box.append(element("img", { src: url, alt: chart.alt }));
    const over = document.createElementNS(SVG, "svg");
    over.setAttribute("viewBox", "0 0 1 1");
    over.setAttribute("preserveAspectRatio", "none");
    chart.targets.forEach(([words, x0, y0, x1, y1], position) => {
      const target = document.createElementNS(SVG, "rect");
      const place = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
      for (const [key, value] of Object.entries(place)) target.setAttribute(key, value);
      const title = document.createElementNS(SVG, "title");
      title.textContent = words;
      target.append(title);
      clickable(target, words, () => model.send({ open: position, version: chart.version }));
      over.append(target);
    });
    box.append(over);
    const link = element("button", { className: "gk-link", textContent: chart.save });
    link.addEventListener("click", () => save([chart.png], type, chart.name));
    el.append(box, link);
  };
  model.on("change:chart", draw);
  draw();
  return () => url && URL.revokeObjectURL(url);
}

function table(model, el) {
  const draw = () => {
    const { heads, rows, focus, sorted, descending, words, number, pages, version } = model.get("table");
    const tell = (message) => model.send({ ...message, version });
    const names = heads.map(([key, name]) => {
      const head = element("th", { textContent: name + (key === sorted ? (descending ? " ▼" : " ▲") : "") });
      head.setAttribute("scope", "col");
      if (key === "value") head.className = "gk-figure";
      clickable(head, name, () => tell({ sort: key }));
      return head;
    });
    const lines = rows.map((cells, position) => {
      const line = element("tr", { className: focus.includes(position) ? "gk-focus" : "" });
      cells.forEach((text, column) => {
        const cell = element("td", { textContent: text });
        if (heads[column][0] === "value") {
          cell.className = "gk-figure";
          clickable(cell, cells.slice(0, 3).join(" "), () => tell({ open: position }));
        }
        line.append(cell);
      });
      return line;
    });
    const step = (text, by, enabled) => {
      const button = element("button", { className: "gk-link", textContent: text, disabled: !enabled });
      button.addEventListener("click", () => tell({ page: number + by }));
      return button;
    };
    const csv = element("button", { className: "gk-link", textContent: words.csv });
    csv.addEventListener("click", () => tell({ csv: true }));
    el.replaceChildren(
      element("div", { className: "gk-scroll" },
        element("table", { className: "gk-table" },
          element("thead", {}, element("tr", {}, ...names)), element("tbody", {}, ...lines))),
      element("div", { className: "gk-pages" },
        step("‹", -1, number > 0), words.page, step("›", 1, number + 1 < pages), csv),
    );
  };
  model.on("change:table", draw);
  model.on("msg:custom", (message, buffers) => save(buffers, message.type, message.name));
  draw();
}

export default {
  render({ model, el }) {
    el.classList.add("gk-part");
    return (model.get("kind") === "chart" ? chart : table)(model, el);
  },
};
