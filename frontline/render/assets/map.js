/* The page of a scene: payload, date slider, legend, popups, table.
 *
 * All text of the payload is data: it reaches the page through textContent and canvas text alone, never as markup.
 */
"use strict";

const startFrontline = (() => {
  const { HELD, CONTESTED, CLAIMED, UNKNOWN, Signs, FrontCanvas, frontOn, sample } = frontlineDrawing;
  const WORDS = ["held", "contested", "claimed, not corroborated", "unknown"]; // by status

  const $ = (id) => document.getElementById(id);

  /** Make an element from text; a string is never parsed as HTML. */
  function make(tag, text, className) {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  // -- payload -----------------------------------------------------------------------------------------------

  /** Whole steps of 1e-5 degree, as differences, to Web Mercator at zoom 0. */
  function decode(steps) {
    const line = new Float64Array(steps.length);
    let lon = 0, lat = 0;
    for (let i = 0; i < steps.length; i += 2) {
      lon += steps[i];
      lat += steps[i + 1];
      const point = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat / 1e5, lon / 1e5), 0);
      line[i] = point.x;
      line[i + 1] = point.y;
    }
    return line;
  }

  function readScene() {
    const scene = JSON.parse($("fl-data").textContent);
    scene.cells = scene.cells.map((rings) => rings.map(decode));
    scene.edges = scene.edges.flatMap(([left, right, lines]) =>
      lines.map((line) => ({ left, right, line: decode(line) })));
    scene.shapes = scene.shapes.map(decode);
    for (const shape of scene.base) shape.lines = shape.lines.map(decode);
    for (const kind of Object.keys(scene.borders)) scene.borders[kind] = scene.borders[kind].map(decode);
    for (const mark of scene.marks) {
      const [lon, lat] = mark.at;
      mark.latlng = L.latLng(lat, lon);
      mark.point = L.CRS.EPSG3857.latLngToPoint(mark.latlng, 0);
    }
    scene.actorById = new Map(scene.actors.map((actor) => [actor.id, actor]));
    return scene;
  }

  /** Holder and status of every mark on a day, and who speaks for its cell: all changes up to it. */
  function stateOn(scene, day) {
    const holders = new Int16Array(scene.marks.length).fill(-1), ground = holders.slice();
    const statuses = new Uint8Array(scene.marks.length).fill(UNKNOWN);
    for (const { changes } of scene.days.slice(0, day + 1)) {
      for (let i = 0; i < changes.length; i += 4) {
        const n = changes[i];
        [holders[n], statuses[n], ground[n]] = [changes[i + 1], changes[i + 2], changes[i + 3]];
      }
    }
    return { holders, statuses, ground, groundStatuses: groundStatuses(scene, holders, statuses, ground) };
  }

  /** A cell has its place's status; where that is unknown, the status of the nearest place of who speaks for it. */
  function groundStatuses(scene, holders, statuses, ground) {
    return statuses.map((status, cell) => {
      if (holders[cell] >= 0 || ground[cell] < 0) return status;
      let best = UNKNOWN, least = Infinity;
      scene.marks.forEach(({ point }, n) => {
        if (holders[n] !== ground[cell]) return;
        const far = point.distanceTo(scene.marks[cell].point);
        if (far < least) [best, least] = [statuses[n], far];
      });
      return best;
    });
  }

  // -- words -------------------------------------------------------------------------------------------------

  const dateWords = (day) => [`As of ${day.valid}`, `as known: ${day.known}`];

  /** The actor without the bracket that says who all is meant; the legend keeps it. */
  const shortName = (actor) => actor.name.split(" (")[0];

  /** Holder and status of a place on the day shown. */
  function stateWords(scene, { holders, statuses }, n) {
    const actor = scene.actors[holders[n]];
    return actor ? [shortName(actor), WORDS[statuses[n]]] : ["no known holder", WORDS[UNKNOWN]];
  }

  /** The map in a sentence, for those who do not see it. */
  function summaryWords(scene, { holders, statuses }) {
    const counts = scene.actors.map(() => [0, 0, 0]);
    let unknown = 0;
    holders.forEach((actor, n) => { if (actor < 0) unknown += 1; else counts[actor][statuses[n]] += 1; });
    const parts = scene.actors.flatMap((actor, a) => {
      const all = counts[a].reduce((x, y) => x + y, 0);
      const open = [[counts[a][CONTESTED], "contested"], [counts[a][CLAIMED], "only claimed"]]
        .filter(([number]) => number).map((pair) => pair.join(" ")).join(", ");
      return all ? [`${shortName(actor)}: ${all} ${all === 1 ? "place" : "places"}${open && ` (${open})`}`] : [];
    });
    if (unknown) parts.push(`no known holder: ${unknown}`);
    return parts.join("; ") || "No place is assessed";
  }

  // -- popup -------------------------------------------------------------------------------------------------

  /** Only web addresses become links; anything else stays text. */
  function sourceLink(address) {
    if (!/^https?:\/\//i.test(address)) return make("span", address);
    const link = make("a", "source");
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }

  function accountItem(scene, row) {
    const text = (n) => scene.words[n];
    const [day, claimant, outlet, said, side, weight, ids, url, note] = row;
    const item = make("li");
    const voice = make("p");
    voice.append(make("b", text(day)), " ", make("bdi", text(claimant)));
    if (text(outlet)) voice.append(", in ", make("bdi", text(outlet)));
    const speaks = scene.actorById.has(text(side)) ? shortName(scene.actorById.get(text(side))) : text(side);
    const small = make("p", null, "fl-small");
    if (speaks) small.append("Counts toward ", make("bdi", speaks), `, weight ${weight > 0 ? "+" : ""}${weight}. `);
    if (text(ids)) small.append("Claim ", make("bdi", text(ids)), ". ");
    if (text(url)) small.append(sourceLink(text(url)));
    item.append(voice, make("p", text(said), "fl-said"), small);
    if (text(note)) item.append(make("p", text(note), "fl-small"));
    for (const paragraph of item.children) paragraph.dir = "auto";
    return item;
  }

  /** What we make of a place and why; `now` is filled anew whenever the day changes. */
  function popupContent(scene, mark, now) {
    const text = (n) => scene.words[n], box = make("div", null, "fl-popup");
    Object.assign(box, { tabIndex: 0, role: "group", ariaLabel: mark.name }); // it scrolls
    const title = Object.assign(make("h3", mark.name), { dir: "auto" });
    const local = Object.assign(make("p", mark.ar, "fl-local"), { lang: "ar", dir: "rtl" });
    const exact = mark.precision === null ? "" : `; position good to about ${mark.precision.toLocaleString("en")} m`;
    box.append(title, local, make("p", `${text(mark.kind).replaceAll("_", " ")}${exact}`, "fl-small"), now);
    box.append(make("h4", `Why: as of ${scene.valid}, as known: ${scene.known}`));
    const holder = scene.actorById.get(mark.holder);
    if (holder) {
      const since = text(mark.since) ? `, since ${text(mark.since)}` : "";
      box.append(make("p", `${shortName(holder)}, probability ${percent(mark.probability)}${since}.`));
    }
    box.append(make("p", text(mark.rule)));
    const number = mark.accounts.length;
    box.append(make("h4", number ? `Accounts, newest first (${number})` : "No account of this place"));
    const list = make("ul");
    for (const n of [...mark.accounts].reverse()) list.append(accountItem(scene, scene.accounts[n]));
    box.append(list);
    return box;
  }

  /** Never "100 %": the model leaves room for error, and so does its rounding. */
  const percent = (share) => (share > 0.99 ? "over 99 %" : `${Math.round(share * 100)} %`);

  // -- the running page --------------------------------------------------------------------------------------

  class Page {
    constructor(id) {
      this.scene = readScene();
      this.signs = new Signs(this.scene);
      this.view = { layers: { areas: true, front: true, places: true } };
      this.day = -1;
      this.map = L.map(id, { zoomSnap: 0.25, minZoom: 3, maxZoom: 16, preferCanvas: true, maxBoundsViscosity: 1 });
      this.map.attributionControl.setPrefix(false);
      L.control.scale({ metric: true, imperial: false }).addTo(this.map);
      this.addTiles(this.scene.tiles);
      this.map.createPane("frontline").style.zIndex = 350; // below the layers a user adds
      this.canvas = new FrontCanvas(this.scene, this.signs, this.view);
      this.setTexts();
      this.fit();
      this.show(this.dayOfAddress() ?? this.scene.today);
      this.canvas.addTo(this.map);
      this.listenToMap();
      this.listenToControls();
      this.listenToPage();
    }

    /** Pictures of a server, if the maker of the page asked for one. */
    addTiles(tiles) {
      if (!tiles) return;
      const { url, subdomains, min, max } = tiles;
      L.tileLayer(url, { subdomains, minNativeZoom: min, maxNativeZoom: max, referrerPolicy: "origin" }).addTo(this.map);
    }

    setTexts() {
      const { scene } = this;
      $("fl-title").textContent = scene.title;
      $("fl-subtitle").textContent = scene.subtitle;
      $("fl-credit").textContent = scene.sources.length ? `Sources: ${scene.sources.join(" · ")}` : "";
      if (scene.tiles) $("fl-credit").append(` ${scene.tiles.told}`);
      const list = make("ul");
      for (const caveat of scene.caveats) list.append(make("li", caveat));
      $("fl-caveats-body").append(make("p", scene.method), list);
      for (const node of $("fl-caveats-body").querySelectorAll("p, li")) node.dir = "auto";
      $("fl-palette").value = this.signs.palette;
      this.drawLegend();
      $("fl-key").open = $("fl-view").clientWidth >= 700;
    }

    fit() {
      const [west, south, east, north] = this.scene.frame;
      if (west < east && south < north) this.map.fitBounds([[south, west], [north, east]], { animate: false });
      else this.map.setView([south, west], 10, { animate: false });
    }

    /** Show a day: every part of the page follows. */
    show(day, byHand = false) {
      const { scene, view } = this;
      const last = scene.days.length - 1;
      this.day = Math.max(0, Math.min(last, day));
      view.state = stateOn(scene, this.day);
      view.drawn = scene.days[this.day]?.drawn;
      view.front = frontOn(scene, view.state, view.drawn);
      if (this.canvas._map) this.canvas.draw();
      const today = scene.days[this.day] || { date: "", valid: scene.valid, known: scene.known };
      const [valid, known] = dateWords(today);
      $("fl-valid").textContent = valid;
      $("fl-known").textContent = known;
      const range = $("fl-range");
      Object.assign(range, { max: Math.max(0, last), value: this.day });
      range.setAttribute("aria-valuetext", `${valid}, ${known}`);
      for (const control of $("fl-clock").querySelectorAll("button, input")) control.disabled = last < 1;
      $("fl-prev").disabled ||= this.day === 0;
      $("fl-next").disabled ||= this.day >= last;
      $("fl-summary").textContent = `${valid}. ${summaryWords(scene, view.state)}.`;
      this.fillTable();
      this.fillPopup();
      if (byHand) this.setAddress(today.date);
    }

    dayOfAddress() {
      const found = /[#&]d=(\d{4}-\d{2}-\d{2})/.exec(window.location.hash);
      const day = found ? this.scene.days.findIndex(({ date }) => date === found[1]) : -1;
      return day < 0 ? undefined : day;
    }

    setAddress(date) {
      try {
        window.history.replaceState(null, "", `#d=${date}`);
      } catch { /* an embedded page may have no address of its own */ }
    }

    // -- places

    select(n) {
      const mark = this.scene.marks[n];
      this.selected = { n, now: make("p", null, "fl-now") };
      this.fillPopup();
      const room = this.map.getSize(), content = popupContent(this.scene, mark, this.selected.now);
      content.style.maxHeight = `${Math.max(140, Math.min(330, 0.55 * room.y))}px`;
      const width = Math.min(380, room.x - 60);
      this.popup = L.popup({ maxWidth: width, minWidth: width, autoPanPadding: [10, 10] });
      this.popup.setLatLng(mark.latlng).setContent(content).openOn(this.map);
      content.addEventListener("keydown", ({ key }) => {
        if (key !== "Escape") return;
        this.map.closePopup();
        this.map.getContainer().focus();
      });
      return content;
    }

    fillPopup() {
      if (!this.selected) return;
      const { n, now } = this.selected;
      const [name, status] = stateWords(this.scene, this.view.state, n);
      now.replaceChildren(make("b", `${$("fl-valid").textContent}: `), make("bdi", name), `, ${status}`);
    }

    nearest(at, reach) {
      let best = -1, least = reach * reach;
      this.scene.marks.forEach((mark, n) => {
        const point = this.map.latLngToContainerPoint(mark.latlng);
        const far = (point.x - at.x) ** 2 + (point.y - at.y) ** 2;
        if (far < least) [best, least] = [n, far];
      });
      return best;
    }

    listenToMap() {
      const tip = L.tooltip({ direction: "top", offset: [0, -6], opacity: 1 });
      const find = (event, reach) => (this.view.layers.places ? this.nearest(event.containerPoint, reach) : -1);
      const coarse = window.matchMedia("(pointer: coarse)").matches;
      this.map.on("click", (event) => {
        const n = find(event, coarse ? 24 : 12);
        if (n >= 0) this.select(n);
      });
      this.map.on("mousemove", (event) => {
        const n = coarse ? -1 : find(event, 9);
        this.map.getContainer().style.cursor = n < 0 ? "" : "pointer";
        if (n < 0) this.map.closeTooltip(tip);
        else this.map.openTooltip(tip.setContent(make("bdi", this.scene.marks[n].name)), this.scene.marks[n].latlng);
      });
      this.map.on("mouseout", () => this.map.closeTooltip(tip));
      this.map.on("popupclose", ({ popup }) => { if (popup === this.popup) this.selected = undefined; });
      if ($("fl").className === "fl-flow") { // the wheel scrolls the page until the map is in use
        this.map.scrollWheelZoom.disable();
        this.map.on("focus", () => this.map.scrollWheelZoom.enable());
        this.map.on("blur", () => this.map.scrollWheelZoom.disable());
      }
    }

    fillTable() {
      if (!$("fl-list").open) return;
      const { scene, view } = this;
      if (!this.rows) this.makeTable();
      this.rows.forEach(([holder, status], n) => {
        [holder.textContent, status.textContent] = stateWords(scene, view.state, n);
      });
      $("fl-table").querySelector("caption").textContent = $("fl-valid").textContent;
    }

    /** Built when first opened: thousands of rows are not free. */
    makeTable() {
      const table = make("table"), head = make("tr"), body = make("tbody");
      for (const title of ["Place", "Arabic name", "Holder", "Status"]) {
        head.append(Object.assign(make("th", title), { scope: "col" }));
      }
      const rows = this.scene.marks.map((mark, n) => {
        const row = make("tr"), name = Object.assign(make("th"), { scope: "row" });
        const button = Object.assign(make("button", mark.name), { type: "button", dir: "auto" });
        button.addEventListener("click", () => {
          $("fl-stage").scrollIntoView({ block: "nearest" });
          this.map.setView(mark.latlng, Math.max(this.map.getZoom(), 11), { animate: false });
          this.select(n).focus({ preventScroll: true });
        });
        name.append(button);
        const local = Object.assign(make("td", mark.ar), { lang: "ar", dir: "rtl" });
        const cells = [make("td"), make("td")];
        row.append(name, local, ...cells);
        row.dataset.place = mark.id;
        return [mark.name, row, cells];
      });
      for (const [, row] of [...rows].sort(([a], [b]) => a.localeCompare(b, "en"))) body.append(row);
      table.append(make("caption"), make("thead"), body);
      table.tHead.append(head);
      this.rows = rows.map(([, , cells]) => cells);
      $("fl-table").replaceChildren(table);
    }

    // -- legend and layers

    drawLegend() {
      const items = this.legendEntries().map(([symbol, label, actorId]) => {
        const item = make("li"), swatch = make("canvas"), text = Object.assign(make("span", label), { dir: "auto" });
        Object.assign(swatch, { width: 68, height: 40 });
        swatch.setAttribute("aria-hidden", "true");
        sample(swatch.getContext("2d"), this.scene, this.signs, symbol, actorId);
        item.append(swatch, text);
        if (symbol.startsWith("place ")) item.className = "fl-short";
        return item;
      });
      $("fl-legend").replaceChildren(...items);
    }

    /** The scene's legend, and what only other days of the slider show. */
    legendEntries() {
      const { legend, actors, days } = this.scene, lacks = (symbol) => !legend.some((entry) => entry[0] === symbol);
      const seen = new Set(days.flatMap(({ changes }) => changes.filter((_, i) => i % 4 === 2)));
      const named = new Set(legend.filter(([symbol]) => symbol === "area").map((entry) => entry[2]));
      const areas = actors.filter(({ id }) => !named.has(id)).map(({ id, name }) => ["area", name, id]);
      if (seen.has(CONTESTED) && lacks("contested")) areas.push(["contested", "Contested", null]);
      if (seen.has(CLAIMED) && lacks("claimed")) areas.push(["claimed", "Claimed, not corroborated", null]);
      const places = [[HELD, "held"], [CONTESTED, "contested"], [CLAIMED, "only claimed"], [UNKNOWN, "unknown"]]
        .filter(([status]) => seen.has(status)).map(([status, words]) => [`place ${status}`, words, null]);
      const rest = legend.filter(([symbol]) => symbol !== "place" || !places.length);
      const start = rest.findLastIndex(([symbol]) => symbol === "area") + 1;
      return [...rest.slice(0, start), ...areas, ...rest.slice(start), ...places];
    }

    listenToControls() {
      $("fl-palette").addEventListener("change", ({ target }) => {
        this.signs.palette = target.value;
        this.drawLegend();
        this.canvas.draw();
      });
      for (const box of document.querySelectorAll("#fl-key [data-layer]")) {
        box.addEventListener("change", () => {
          this.view.layers[box.dataset.layer] = box.checked;
          this.canvas.draw();
        });
      }
      const go = (day) => { this.stop(); this.show(day, true); };
      $("fl-range").addEventListener("input", ({ target }) => go(Number(target.value)));
      $("fl-prev").addEventListener("click", () => go(this.day - 1));
      $("fl-next").addEventListener("click", () => go(this.day + 1));
      $("fl-play").addEventListener("click", () => (this.timer ? this.stop() : this.play()));
      $("fl-list").addEventListener("toggle", () => this.fillTable());
    }

    play() {
      const last = this.scene.days.length - 1;
      if (this.day >= last) this.show(0, true);
      $("fl-summary").setAttribute("aria-live", "off"); // a day a second is too much to be read out
      this.setPlay(true);
      this.timer = window.setInterval(() => {
        this.show(this.day + 1, true);
        if (this.day >= last) this.stop();
      }, 1000);
    }

    stop() {
      window.clearInterval(this.timer);
      this.timer = undefined;
      $("fl-summary").setAttribute("aria-live", "polite");
      this.setPlay(false);
    }

    setPlay(running) {
      $("fl-play").setAttribute("aria-pressed", String(running));
      $("fl-play").textContent = running ? "❚❚ Pause" : "▶\uFE0E Play";
      $("fl-play").setAttribute("aria-label", running ? "Pause" : "Play");
    }

    listenToPage() {
      window.addEventListener("hashchange", () => {
        const day = this.dayOfAddress();
        if (day !== undefined && day !== this.day) this.show(day);
      });
      new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(this.map.getContainer());
      const print = (printing) => () => {
        document.documentElement.classList.toggle("fl-printing", printing);
        this.canvas.ratio = printing ? 3 : Math.min(window.devicePixelRatio || 1, 2);
        if (printing) this.before = [this.map.getBounds(), $("fl-key").open, $("fl-caveats").open];
        $("fl-key").open = printing || this.before[1];
        $("fl-caveats").open = printing || this.before[2];
        this.map.invalidateSize({ animate: false });
        this.map.fitBounds(this.before[0], { animate: false });
        this.canvas._update();
      };
      window.addEventListener("beforeprint", print(true));
      window.addEventListener("afterprint", print(false));
    }

    /** What is drawn, for tests. */
    state() {
      const { scene, view } = this;
      const holders = scene.marks.map(({ id }, n) => [id, scene.actors[view.state.holders[n]]?.id ?? null]);
      return { date: scene.days[this.day]?.date ?? null, holders: Object.fromEntries(holders) };
    }
  }

  return (id) => {
    const page = new Page(id);
    window.frontlineMap = page;
    document.documentElement.dataset.ready = "1";
    return page.map;
  };
})();

/* folium's own popups call jQuery, which this page does not carry, for these two things only. */
window.$ ??= (what) => {
  if (typeof what !== "string") return { ready: (run) => run() };
  const template = document.createElement("template");
  template.innerHTML = what; // a layer the user wrote; no text of the scene comes here
  return [...template.content.children];
};
