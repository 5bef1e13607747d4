/* The places as a table, for those who do not see the map. */
"use strict";

Frontline.table = (() => {
  const { make } = Frontline.popup;

  class Table {
    /** Made when first looked at: thousands of rows are not free. `open` is called with the number of a place. */
    constructor(node, marks, open) {
      const table = make("table"), head = make("tr"), body = make("tbody");
      for (const title of ["Place", "Arabic name", "Holder", "Status"]) {
        head.append(Object.assign(make("th", title), { scope: "col" }));
      }
      const rows = marks.map((mark, n) => {
        const row = make("tr"), name = Object.assign(make("th"), { scope: "row" }), cells = [make("td"), make("td")];
        const button = Object.assign(make("button", mark.name, "fl-link"), { type: "button", dir: "auto" });
        button.addEventListener("click", () => open(n));
        name.append(button);
        row.append(name, Object.assign(make("td", mark.ar), { lang: "ar", dir: "rtl" }), ...cells);
        row.dataset.place = mark.id;
        return { name: mark.name, row, cells };
      });
      const { compare } = new Intl.Collator("en");
      body.append(...[...rows].sort((a, b) => compare(a.name, b.name)).map(({ row }) => row));
      this.caption = make("caption");
      table.append(this.caption, make("thead"), body);
      table.tHead.append(head);
      this.cells = rows.map(({ cells }) => cells);
      node.replaceChildren(table);
    }

    /** Holder and status of each place, in the words of `tell`. */
    fill(caption, tell) {
      this.caption.textContent = caption;
      this.cells.forEach(([holder, status], n) => { [holder.textContent, status.textContent] = tell(n); });
    }
  }

  return { Table };
})();
