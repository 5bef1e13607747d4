/* What a click tells: a place with the claims for and against its holder, a stretch of the front with what fixes it.
 *
 * Elements are made from text; no string is ever parsed as HTML.
 */
"use strict";

Frontline.popup = (() => {
  const { ofPlace, percent, shortName } = Frontline.words;

  function make(tag, text, className) {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  /** A heading below the page's own, whichever level that has. */
  function heading(text, below, className) {
    const level = Number(document.getElementById("fl-title").tagName[1]);
    return make(`h${level + below}`, text, className);
  }

  /** Only web addresses become links; anything else stays text. */
  function sourceLink(address) {
    if (!/^https?:\/\//i.test(address)) return make("span", address);
    const link = make("a", "source");
    return Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer" });
  }

  function accountItem(scene, row) {
    const told = row.map((n, i) => (i === 5 ? n : scene.words[n]));
    const [day, claimant, outlet, said, side, weight, ids, url, note] = told;
    const item = make("li"), voice = make("p"), small = make("p", null, "fl-small");
    voice.append(make("b", day), " ", make("bdi", claimant));
    if (outlet) voice.append(", in ", make("bdi", outlet));
    const actor = scene.actorById.get(side), speaks = actor ? shortName(actor) : side;
    if (speaks) small.append("Counts toward ", make("bdi", speaks), `, weight ${weight > 0 ? "+" : ""}${weight}. `);
    else small.append(`Weight ${weight}. `);
    if (ids) small.append("Claim ", make("bdi", ids), ". ");
    if (url) small.append(sourceLink(url));
    item.append(voice, make("p", said, "fl-said"), small);
    if (note) item.append(make("p", note, "fl-small"));
    for (const paragraph of item.children) paragraph.dir = "auto";
    return item;
  }

  /** Accounts for the holder, then those for others or of a contest, newest first. */
  function accountLists(scene, rows, holder) {
    const speaks = (row) => scene.words[row[4]] === holder;
    const own = rows.filter(speaks), others = rows.filter((row) => !speaks(row));
    const groups = holder ? [["For", own], ["Against, or for others", others]] : [["Accounts", rows]];
    const told = groups.filter(([, found]) => found.length).flatMap(([title, found]) => {
      const list = make("ul");
      for (const row of [...found].reverse()) list.append(accountItem(scene, row));
      return [heading(`${title}, newest first (${found.length})`, 2, "fl-part"), list];
    });
    return told.length ? told : [heading("No account of this place", 2, "fl-part")];
  }

  function frame(title) {
    const box = make("div", null, "fl-popup");
    Object.assign(box, { tabIndex: 0, role: "group", ariaLabel: title }); // it scrolls
    box.append(Object.assign(heading(title, 1, "fl-name"), { dir: "auto" }));
    return box;
  }

  /** The head of a place's popup; the rest is filled anew whenever a clock is set. */
  function place(scene, n, body) {
    const mark = scene.marks[n], box = frame(mark.name);
    const exact = mark.precision === null ? "" : `; position good to about ${mark.precision.toLocaleString("en")} m`;
    const local = Object.assign(make("p", mark.ar, "fl-local"), { lang: "ar", dir: "rtl" });
    if (mark.ar && mark.ar !== mark.name) box.append(local);
    box.append(make("p", `${scene.words[mark.kind].replaceAll("_", " ")}${exact}`, "fl-small"), body);
    return box;
  }

  /** Who holds it on the day shown, how sure, since when, by which rule, and who says so. */
  function placeBody(scene, { course, state, day, evening, clocks }, n) {
    const [name, status] = ofPlace(scene, state, n), actor = scene.actors[state.holders[n]];
    const now = make("p", null, "fl-now");
    now.append(make("b", `${clocks[0]}: `), make("bdi", name), `, ${status}`);
    const asSlider = evening === undefined, told = course.detailsOn(n, day), parts = [now];
    let rows = course.accountsOn(n, day);
    if (told.own) parts.push(heading(`Why: as of ${scene.valid}, as known: ${scene.known}`, 2, "fl-part"));
    else parts.push(make("p", clocks[1][0].toUpperCase() + clocks[1].slice(1), "fl-small"));
    if (asSlider || told.own) {
      const since = scene.words[told.since] ? `${told.percent ? ", since " : "Since "}${scene.words[told.since]}` : "";
      if (told.percent) parts.push(make("p", `Probability ${percent(told.percent)}${since}.`));
      else if (since) parts.push(make("p", `${since}.`));
      parts.push(Object.assign(make("p", scene.words[told.rule]), { dir: "auto" }));
    } else { // ISO days sort as text
      rows = rows.filter((row) => scene.words[row[9]] && scene.words[row[9]] <= scene.days[evening].date);
      parts.push(make("p", "Probability and rule are told for this map's own date only.", "fl-small"));
    }
    return [...parts, ...accountLists(scene, rows, actor?.id)];
  }

  /** A stretch of the front: how sure it is, and the two places that fix it, each with its rule (`why`), to be opened. */
  function front(scene, state, stretch, why, open) {
    const box = frame(stretch.firm ? "Front line" : "Front line, doubtful");
    box.append(make("p", stretch.firm
      ? "Firm: both places that fix it speak for themselves and are held."
      : "Doubtful: one of the places that fix it is contested, only claimed, inferred from those around (it may "
        + "still be called held), or speaks for ground beyond its own."));
    const list = make("ul");
    for (const n of [stretch.left, stretch.right]) {
      const item = make("li"), button = make("button", scene.marks[n].name, "fl-link");
      Object.assign(button, { type: "button", dir: "auto" });
      button.addEventListener("click", () => open(n));
      const [name, status] = ofPlace(scene, state, n);
      item.append(button, ": ", make("bdi", name), `, ${status}`);
      if (why(n)) item.append(Object.assign(make("p", why(n), "fl-small"), { dir: "auto" }));
      list.append(item);
    }
    box.append(heading("Fixed by", 2, "fl-part"), list);
    return box;
  }

  return { front, make, place, placeBody };
})();
