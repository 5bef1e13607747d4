/* The running page: two clocks, legend, layers, popups, search, table.
 *
 * `window.frontline` is its hook for other scripts and for tests: `days()` lists the dates, `show(date, known)` sets
 * the clocks, `holders()` tells who holds each place as drawn, `state()` both dates with it.
 */
"use strict";

const startFrontline = (() => {
  const { Course } = Frontline.states;
  const { Ground } = Frontline.ground;
  const { Signs } = Frontline.signs;
  const { make, front, place, placeBody } = Frontline.popup;
  const { ofCity, ofGains, ofPlace, ofRose, ofState } = Frontline.words;

  const $ = (id) => document.getElementById(id);

  class Page {
    constructor(id) {
      this.scene = Frontline.unpack.scene();
      this.course = new Course(this.scene);
      this.ground = new Ground(this.scene.cells);
      this.signs = new Signs(this.scene);
      this.view = { layers: { areas: true, front: true, places: true, rose: false } };
      this.map = L.map(id, {
        zoomSnap: 0.25, minZoom: 3, maxZoom: 16, preferCanvas: true, maxBoundsViscosity: 1, fadeAnimation: false,
      });
      this.map.attributionControl.setPrefix(false);
      L.control.scale({ metric: true, imperial: false }).addTo(this.map);
      this.addTiles(this.scene.tiles);
      this.map.createPane("frontline").style.zIndex = 350; // below the layers a user adds
      this.canvas = new Frontline.canvas.FrontCanvas(this.scene, this.signs, this.view);
      this.setTexts();
      this.fit();
      this.readAddress({ day: this.scene.today });
      this.canvas.addTo(this.map);
      this.listenToMap();
      this.listenToLayers();
      this.listenToClocks();
      this.listenToPage();
    }

    /** Pictures of a server, if the maker of the page asked for one. */
    addTiles(tiles) {
      if (!tiles) return;
      const { url, subdomains, min, max } = tiles;
      L.tileLayer(url, { subdomains, minNativeZoom: min, maxNativeZoom: max, referrerPolicy: "origin" }).addTo(this.map);
    }

    setTexts() {
      const { scene } = this, list = make("ul"), city = scene.marks.find(({ id }) => id === scene.city);
      $("fl-title").textContent = scene.title;
      $("fl-subtitle").textContent = scene.subtitle;
      $("fl-credit").textContent = scene.sources.length ? `Sources: ${scene.sources.join(" · ")}` : "";
      if (scene.tiles) $("fl-credit").append(` ${scene.tiles.told}`);
      for (const caveat of scene.caveats) list.append(make("li", caveat));
      $("fl-caveats-body").append(make("p", scene.method), list);
      for (const node of $("fl-caveats-body").querySelectorAll("p, li")) node.dir = "auto";
      $("fl-palette").value = this.signs.palette;
      for (const { date } of scene.days.slice(0, -1)) $("fl-since").append(make("option", date));
      $("fl-since").parentElement.hidden = scene.days.length < 2;
      $("fl-rose").textContent = city ? `Distances from ${city.name}` : "";
      $("fl-rose").parentElement.hidden = !scene.days.some(({ rose }) => rose);
      $("fl-evening").hidden = scene.evenings.length < 2;
      $("fl-key").open = $("fl-view").clientWidth >= 700;
    }

    /** What scrolls must be reachable by keyboard. */
    letScroll() {
      for (const id of ["fl-head", "fl-dates"]) {
        const node = $(id);
        if (node.scrollHeight > node.clientHeight + 1) node.tabIndex = 0;
        else node.removeAttribute("tabindex");
      }
    }

    fit() {
      const [west, south, east, north] = this.scene.frame;
      if (west < east && south < north) this.map.fitBounds([[south, west], [north, east]], { animate: false });
      else this.map.setView([south, west], 10, { animate: false });
    }

    // -- the two clocks

    /** Set either clock, or the day to compare with: every part of the page follows. */
    goTo({ day = this.day, evening = this.evening, since = this.since }, byHand = false) {
      if (byHand) this.refused = "";
      const last = this.scene.days.length - 1;
      this.day = Math.max(0, Math.min(last, day));
      // What a day was like cannot be known before its evening.
      const isOwn = evening === null || evening === undefined || evening > last;
      this.evening = isOwn ? undefined : Math.max(this.day, evening);
      this.since = since ?? undefined;
      this.draw();
      this.setClocks(last);
      this.tell();
      if (byHand) this.setAddress();
    }

    draw() {
      const { scene, course, ground, day, evening } = this;
      const since = this.since < day ? this.since : undefined;
      Object.assign(this.view, Frontline.view.compose(scene, course, ground, { day, evening, since }));
      if (this.canvas._map) this.canvas.draw();
    }

    /** Both dates in words. */
    get clocks() {
      const { valid, known } = this.scene.days[this.day] ?? this.scene, evening = this.scene.evenings[this.evening];
      return [`As of ${valid}`, `as known: ${evening ? evening.known : known}`];
    }

    setClocks(last) {
      const [valid, known] = this.clocks, range = $("fl-range"), second = $("fl-known-range");
      $("fl-valid").textContent = valid;
      $("fl-known").textContent = known;
      Object.assign(range, { max: Math.max(0, last), value: this.day });
      range.setAttribute("aria-valuetext", `${valid}, ${known}`);
      for (const control of $("fl-clock").querySelectorAll("button, input")) control.disabled = last < 1;
      $("fl-prev").disabled ||= this.day === 0;
      $("fl-next").disabled ||= this.day >= last;
      Object.assign(second, { max: last + 1, value: this.evening ?? last + 1 });
      second.setAttribute("aria-valuetext", this.evening === undefined ? `${known}, this map's own date` : known);
      $("fl-known-reset").disabled = this.evening === undefined;
      $("fl-evening").classList.toggle("fl-set", this.evening !== undefined);
    }

    /** The map in sentences, for those who do not see it; table and popup follow. */
    tell() {
      const { scene, view, evening } = this, told = [`${this.clocks[0]}. ${ofState(scene, view.state)}.`];
      this.setHeading();
      if (evening !== undefined) {
        told[0] = `${this.clocks.join(", ")}. ${ofState(scene, view.state)}.`;
        told.push(this.course.differs(this.day, evening)
          ? "That evening it looked otherwise than as known on this map's own date; drawn by the cells of places."
          : "No place then looked otherwise than as known on this map's own date.");
      }
      if (this.refused) told.unshift(this.refused);
      if (view.gains) told.push(ofGains(scene, view.gains, scene.days[this.since].date));
      else if (this.since >= this.day) told.push("Choose a day after the one to compare with to see what changed.");
      if (view.layers.rose) told.push(ofRose(scene, view.rose));
      $("fl-summary").textContent = told.join(" ");
      this.letScroll();
      this.drawLegend();
      this.fillTable();
      this.fillPopup();
    }

    /** The heading speaks of what is shown: a picture of the page must not say one thing and draw another. */
    setHeading() {
      const { scene, view, evening } = this, day = scene.days[this.day];
      const isOwn = this.day === scene.today && evening === undefined, differs = this.course.differs(this.day, evening);
      const found = differs ? undefined : day?.heading ?? (isOwn ? scene.title : undefined);
      const dates = this.clocks.join(", ");
      $("fl-title").textContent = scene.titled ? scene.title : found ?? ofCity(scene, view.state) ?? scene.title;
      $("fl-subtitle").textContent = isOwn ? scene.subtitle
        : day?.evidence && evening === undefined ? `${dates}. ${day.evidence}` : dates;
      $("fl").classList.toggle("fl-moved", !isOwn);
    }

    /** The dates an address asks for; what it asks in vain is told, and the address put right. */
    readAddress(otherwise) {
      const { days, evenings, today } = this.scene, { hash } = window.location;
      const asked = (key) => new RegExp(`[#&]${key}=([^&]*)`).exec(hash)?.[1].slice(0, 40);
      const [d, k] = [asked("d"), asked("k")], find = (date) => days.findIndex((day) => day.date === date);
      if (d === undefined && k === undefined) return this.goTo(otherwise ?? {}); // some other anchor, or none
      const found = find(d), day = found < 0 ? otherwise?.day ?? this.day ?? today : found, told = [];
      const span = days.length ? `${days[0].date} to ${days.at(-1).date}` : "none";
      if (d !== undefined && found < 0) {
        told.push(`The address asks for "${d}", which is no day of this map (${span}).`);
      }
      const evening = k === undefined || found < 0 ? -1 : find(k);
      if (k !== undefined && !evenings.length) told.push("The address asks for a second date; this map has only one.");
      else if (k !== undefined && found >= 0 && evening < 0) {
        told.push(`The address asks for "${k}" as the date known, which is no day of this map (${span}).`);
      } else if (evening >= 0 && evening < day) {
        told.push(`What ${d} was like cannot be known on ${k}, before its end: shown as known at the end of the day.`);
      }
      this.refused = told.join(" ");
      this.goTo({ day, evening: evening < 0 || !evenings.length ? null : evening });
      if (told.length) this.setAddress();
    }

    setAddress() {
      const { days } = this.scene, known = this.evening === undefined ? "" : `&k=${days[this.evening].date}`;
      try {
        window.history.replaceState(null, "", `#d=${days[this.day].date}${known}`);
      } catch { /* an embedded page may have no address of its own */ }
    }

    listenToClocks() {
      const go = (clocks) => { this.stop(); this.goTo(clocks, true); };
      $("fl-range").addEventListener("input", ({ target }) => go({ day: Number(target.value) }));
      $("fl-known-range").addEventListener("input", ({ target }) => go({ evening: Number(target.value) }));
      $("fl-known-reset").addEventListener("click", () => {
        go({ evening: null });
        $("fl-known-range").focus();
      });
      $("fl-prev").addEventListener("click", () => go({ day: this.day - 1 }));
      $("fl-next").addEventListener("click", () => go({ day: this.day + 1 }));
      $("fl-play").addEventListener("click", () => this.toggle());
      const alone = $("fl").classList.contains("fl-alone"); // amid a page these keys scroll it
      (alone ? document : $("fl-time")).addEventListener("keydown", (event) => this.onKey(event, go));
    }

    /** Arrows, Home, End and space, wherever they mean nothing else. */
    onKey(event, go) {
      const last = this.scene.days.length - 1, { key, target } = event;
      if (last < 1 || event.defaultPrevented) return;
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const range = target.id === "fl-range";
      if (!range && target.closest("input, select, textarea, #map_frontline, [tabindex='0']")) return;
      if (key === " " && !target.closest("button, summary, a")) this.toggle();
      else if (range) return; // a range input moves by itself
      else if (key === "ArrowRight" || key === "ArrowLeft") go({ day: this.day + (key === "ArrowRight" ? 1 : -1) });
      else if (key === "Home" || key === "End") go({ day: key === "Home" ? 0 : last });
      else return;
      event.preventDefault();
    }

    toggle() { if (this.timer) this.stop(); else this.play(); }

    play() {
      const last = this.scene.days.length - 1;
      if (this.day >= last) this.goTo({ day: 0 }, true);
      $("fl-summary").setAttribute("aria-live", "off"); // a day a second is too much to be read out
      this.setPlay(true);
      this.timer = window.setInterval(() => {
        this.goTo({ day: this.day + 1 }, true);
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

    // -- places and front

    openPopup(at, content) {
      const room = this.map.getSize(), width = Math.min(380, room.x - 60);
      content.style.maxHeight = `${Math.max(140, Math.min(330, 0.55 * room.y))}px`;
      this.popup = L.popup({ maxWidth: width, minWidth: width, autoPanPadding: [10, 10] });
      this.popup.setLatLng(at).setContent(content).openOn(this.map);
      content.addEventListener("keydown", ({ key }) => {
        if (key !== "Escape") return;
        this.map.closePopup();
        this.map.getContainer().focus();
      });
      return content;
    }

    select(n) {
      const body = make("div");
      this.map.closePopup();
      this.selected = { n, body };
      this.fillPopup();
      return this.openPopup(this.scene.marks[n].latlng, place(this.scene, n, body));
    }

    /** Bring a place into view and open it. */
    visit(n) {
      $("fl-stage").scrollIntoView({ block: "nearest" });
      this.map.setView(this.scene.marks[n].latlng, Math.max(this.map.getZoom(), 11), { animate: false });
      this.select(n).focus({ preventScroll: true });
    }

    fillPopup() {
      if (!this.selected) return;
      const { course, view: { state }, day, evening, clocks } = this;
      const { body, n } = this.selected;
      body.replaceChildren(...placeBody(this.scene, { course, state, day, evening, clocks }, n));
    }

    /** By which rule a place has its holder; not told for other dates than the map's own. */
    ruleOf(n) {
      const told = this.evening === undefined ? this.course.detailsOn(n, this.day) : undefined;
      return told && (!told.own || this.day === this.scene.today) ? this.scene.words[told.rule] : "";
    }

    /** Where a point of the map's container lies in the world at zoom 0, and how much of it one pixel is. */
    worldAt(point) {
      const latlng = this.map.containerPointToLatLng(point);
      return { ...L.CRS.EPSG3857.latLngToPoint(latlng, 0), pixel: 1 / this.map.getZoomScale(this.map.getZoom(), 0) };
    }

    nearest(point, reach) {
      const { x, y, pixel } = this.worldAt(point);
      let best = -1, least = (reach * pixel) ** 2;
      this.scene.marks.forEach((mark, n) => {
        const far = (mark.x - x) ** 2 + (mark.y - y) ** 2;
        if (far < least) [best, least] = [n, far];
      });
      return best;
    }

    nearestStretch(point, reach) {
      const { x, y, pixel } = this.worldAt(point), at = L.point(x, y);
      let best, least = reach * pixel;
      for (const stretch of this.view.stretches) {
        for (let i = 2; i < stretch.line.length; i += 2) {
          const [a, b, c, d] = stretch.line.slice(i - 2, i + 2);
          const far = L.LineUtil.pointToSegmentDistance(at, L.point(a, b), L.point(c, d));
          if (far < least) [best, least] = [stretch, far];
        }
      }
      return best;
    }

    listenToMap() {
      const tip = L.tooltip({ direction: "top", offset: [0, -6], opacity: 1 }), { layers } = this.view;
      const coarse = window.matchMedia("(pointer: coarse)").matches;
      this.map.on("click", ({ containerPoint, latlng }) => {
        const n = layers.places ? this.nearest(containerPoint, coarse ? 24 : 12) : -1;
        const stretch = n < 0 && layers.front ? this.nearestStretch(containerPoint, coarse ? 18 : 8) : undefined;
        if (n >= 0) this.select(n);
        else if (stretch) {
          const why = (place) => this.ruleOf(place), open = (place) => this.visit(place);
          this.openPopup(latlng, front(this.scene, this.view.state, stretch, why, open));
        }
      });
      this.map.on("mousemove", ({ containerPoint }) => {
        const n = coarse || !layers.places ? -1 : this.nearest(containerPoint, 9);
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
      this.table ??= new Frontline.table.Table($("fl-table"), this.scene.marks, (n) => this.visit(n));
      this.table.fill(this.clocks.join(", "), (n) => ofPlace(this.scene, this.view.state, n));
    }

    // -- legend and layers

    drawLegend() {
      this.seen ??= this.course.seen();
      const since = this.scene.days[this.since]?.date;
      Frontline.legend.draw($("fl-legend"), this.scene, this.signs, { view: this.view, seen: this.seen, since });
    }

    listenToLayers() {
      $("fl-palette").addEventListener("change", ({ target }) => {
        this.signs.palette = target.value;
        this.drawLegend();
        this.canvas.draw();
      });
      for (const box of document.querySelectorAll("#fl-key [data-layer]")) {
        box.addEventListener("change", () => {
          this.view.layers[box.dataset.layer] = box.checked;
          this.canvas.draw();
          this.tell();
        });
      }
      $("fl-since").addEventListener("change", ({ target: { selectedIndex: chosen } }) => {
        this.goTo({ since: chosen ? chosen - 1 : null });
      });
      Frontline.search.attach($("fl-search"), $("fl-found"), this.scene.marks, (n) => this.visit(n));
      $("fl-list").addEventListener("toggle", () => this.fillTable());
    }

    listenToPage() {
      window.addEventListener("hashchange", () => this.readAddress());
      new ResizeObserver(() => {
        this.map.invalidateSize({ animate: false });
        this.letScroll();
      }).observe(this.map.getContainer());
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

    holders() {
      const { scene, view } = this;
      return Object.fromEntries(scene.marks.map(({ id }, n) => [id, scene.actors[view.state.holders[n]]?.id ?? null]));
    }

    state() {
      const { days } = this.scene;
      return { date: days[this.day]?.date ?? null, known: days[this.evening]?.date ?? null, holders: this.holders() };
    }
  }

  /** What other scripts and tests may call. */
  function hook(page) {
    const find = (date) => page.scene.days.findIndex((day) => day.date === date);
    return {
      days: () => page.scene.days.map(({ date }) => date),
      holders: () => page.holders(),
      state: () => page.state(),
      show(date, known) {
        if (find(date) < 0) throw new RangeError(`no day ${date} on this map; frontline.days() lists them`);
        if (known !== undefined && (find(known) < find(date) || !page.scene.evenings.length)) {
          throw new RangeError(`${date} cannot be shown as known on ${known}: no day of this map, or before that day`);
        }
        page.goTo({ day: find(date), evening: known === undefined ? null : find(known) });
      },
    };
  }

  return (id) => {
    const page = new Page(id);
    window.frontlineMap = page;
    window.frontline = hook(page);
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
