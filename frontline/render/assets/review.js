/* The page in which proposed claims are reviewed.
 *
 * All text of the payload is data: it reaches the page through textContent and values of fields, never as markup.
 */
"use strict";

const frontlineReview = (() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("rv-data").textContent);
  // What a claim says: where a person changes one of these it is another claim, with an id of its own.
  const SAYS = ["place_as_written", "place_id", "lon", "lat", "kind", "polarity", "actor", "against", "claimant",
    "outlet", "event_date", "distance_km", "reference_city", "scope"];
  const DAY = /^\d{4}-\d{2}-\d{2}$/;

  /** Make an element from text; a string is never parsed as HTML. */
  function make(tag, text, className) {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  // -- state -------------------------------------------------------------------------------------------------

  /** Claims as the page works on them: cells that can be edited, the proposal they came from, and what was decided. */
  function claimsOf(report, r) {
    return report.claims.map((claim, n) => ({ ...claim, key: `${r}.${n}`, cells: { ...claim.cells }, state: "open",
      why: claim.why && `Gazetteer: ${claim.why}` }));
  }

  const reports = data.reports.map((report, r) => ({ ...report, claims: claimsOf(report, r) }));
  const view = { report: 0, claim: 0, placing: false };
  const here = () => reports[view.report];
  const current = () => here()?.claims[view.claim];
  const all = () => reports.flatMap(({ claims }) => claims);

  const STORE = `frontline-review-${data.id}`;

  function save() {
    const kept = all().map(({ key, cells, state, added, span, placed }) => ({ key, cells, state, added, span, placed }));
    try {
      window.localStorage.setItem(STORE, JSON.stringify(kept));
    } catch { /* a browser may keep nothing for a page from a file */ }
  }

  function restore() {
    let kept;
    try {
      kept = JSON.parse(window.localStorage.getItem(STORE) || "[]");
    } catch {
      return;
    }
    const known = new Map(all().map((claim) => [claim.key, claim]));
    for (const { key, cells, state, added, span, placed } of kept) {
      const claim = known.get(key) || { key, added, span, place: span, candidates: [] };
      Object.assign(claim, { cells, state, placed });
      if (known.has(key) ? cells.place_as_written !== claimOf(claim).place_as_written : added) {
        const { candidates, why } = lookUp(claim);
        Object.assign(claim, { candidates, why });
      }
      if (added && !known.has(key)) reports[Number(key.split(".")[0])]?.claims.push(claim);
    }
  }

  const edited = (claim) => !claim.added && SAYS.some((name) => (claim.cells[name] || "") !== (claimOf(claim)[name] || ""));
  const proposalOf = ({ key }) => {
    const [r, n] = key.split(".").map(Number);
    return data.reports[r].claims[n];
  };
  const claimOf = (claim) => proposalOf(claim).cells;

  // -- where a name lies -------------------------------------------------------------------------------------

  const folded = (text) => text.trim().replace(/\s+/g, " ").toLocaleLowerCase();
  const called = (name) => data.places.filter(([, listed_]) => folded(listed_) === folded(name));
  const asCandidate = ([id, name, lon, lat]) => ({ id, name, where: "listed place", lon, lat, area: false });
  const NOWHERE = { place_id: "", lon: "", lat: "", scope: "" };

  /** Place of a name as this page knows it: of a proposal with that name, or listed; none where they differ. */
  function lookUp(claim) {
    const name = claim.cells.place_as_written, proposals = data.reports.flatMap(({ claims }) => claims);
    const alike = ({ cells }) => folded(cells.place_as_written) === folded(name);
    if (!claim.added && alike(proposalOf(claim))) {
      const { cells, candidates, why } = proposalOf(claim);
      return { cells: placeOf(cells), candidates, why: why && `Gazetteer: ${why}` };
    }
    const same = proposals.filter(alike), ids = new Set(same.map(({ cells }) => cells.place_id));
    const found = called(name).map(asCandidate), candidates = same.length ? same[0].candidates : found;
    if (ids.size === 1 && same[0].cells.place_id) return { cells: placeOf(same[0].cells), candidates, why: FOUND(name) };
    if (!same.length && found.length === 1) {
      const [{ id, lon, lat }] = found;
      return { cells: { place_id: id, lon: String(lon), lat: String(lat), scope: "place" }, candidates, why: FOUND(name) };
    }
    const why = candidates.length ? `“${name}” may be one of several places: choose one.`
      : `“${name}” is not among the places of this page: without a place it is left to the gazetteer at import.`;
    return { cells: NOWHERE, candidates, why: folded(name) ? why : "" };
  }

  const placeOf = (cells) => Object.fromEntries(Object.keys(NOWHERE).map((name) => [name, cells[name] || ""]));
  const FOUND = (name) => `“${name}” is found among the places of this page; look whether it is the one meant.`;

  /** A place follows its name, so that no claim lies at the place of another name; one set by hand stays. */
  function rename(claim) {
    const { cells, candidates, why } = lookUp(claim);
    if (claim.placed) Object.assign(claim, { why: "The place was set by hand and stays; look whether it is still right." });
    else Object.assign(claim, { candidates, why, cells: { ...claim.cells, ...cells } });
  }

  // -- what is wrong with a claim ----------------------------------------------------------------------------

  const isDay = (text) => DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
    && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

  function isDate(text) {
    const days = text.split("/");
    return days.length < 3 && days.every(isDay) && days[0] <= days[days.length - 1];
  }

  /** Why a claim cannot be taken as it stands, in the order of the fields; "" for a sound one. */
  function fault({ cells }) {
    const number = (text) => text.trim() !== "" && Number.isFinite(Number(text));
    const point = [cells.lon, cells.lat].filter(Boolean);
    if (!cells.place_as_written.trim()) return "Write the place as the report prints it.";
    if (!cells.kind) return "Choose what is said to have happened.";
    if (!cells.actor.trim()) return "Name the actor.";
    if (cells.polarity !== "affirmed" && !cells.against.trim()) {
      return `Name the other side: a ${cells.polarity} claim speaks for it.`;
    }
    if (!isDate(cells.event_date)) return "Write the day as 2024-12-04, or two days as 2024-12-03/2024-12-04.";
    if (!cells.outlet.trim()) return "Name the outlet.";
    if (cells.distance_km && !(number(cells.distance_km) && Number(cells.distance_km) >= 0)) {
      return "Write the distance as a number of kilometres.";
    }
    if (point.length && !(point.length === 2 && point.every(number) && Math.abs(cells.lon) <= 180
        && Math.abs(cells.lat) <= 90)) return "Write longitude and latitude in degrees, or clear both.";
    return "";
  }

  // -- the text ----------------------------------------------------------------------------------------------

  /** Cut the text where a mark begins or ends, so that every piece lies under the same marks. */
  function drawText() {
    const { text, claims, left_out: left } = here(), cuts = new Set([0, text.length]);
    const spans = claims.flatMap((claim, n) => [[...claim.span, n, "span"], ...(claim.place ? [[...claim.place, n, "place"]] : [])]);
    for (const [from, to] of [...spans, ...left.map(({ span }) => span)]) cuts.add(from).add(to);
    const at = [...cuts].filter((cut) => cut >= 0 && cut <= text.length).sort((a, b) => a - b), pieces = [];
    for (let i = 0; i + 1 < at.length; i += 1) {
      const over = spans.filter(([from, to]) => from <= at[i] && at[i + 1] <= to);
      const out = left.find(({ span }) => span[0] <= at[i] && at[i + 1] <= span[1]);
      pieces.push(piece(text.slice(at[i], at[i + 1]), over, at[i + 1], out));
    }
    $("rv-text").replaceChildren(...pieces);
    markText();
  }

  function piece(words, over, end, out) {
    if (!over.length && !out) return document.createTextNode(words);
    const node = make("mark", words), places = over.filter(([, , , what]) => what === "place");
    if (!over.length) return Object.assign(node, { className: "left", title: `Left out: ${out.reason}` });
    node.dataset.claims = [...new Set((places.length ? places : over).map(([, , n]) => n))].join(" ");
    const last = places.filter(([, to]) => to === end).map(([, , n]) => n + 1);
    if (places.length) node.dataset.place = "";
    if (last.length) node.dataset.n = last.join(",");
    return node;
  }

  /** Follow what is decided and which claim is looked at. */
  function markText() {
    const { claims } = here();
    for (const node of $("rv-text").querySelectorAll("mark[data-claims]")) {
      const under = node.dataset.claims.split(" ").map(Number), first = claims[under[0]];
      const place = node.dataset.place !== undefined, states = new Set(under.map((n) => claims[n].state));
      // Struck through where all that is claimed of it is rejected, not one claim of several.
      const state = states.size === 1 ? first.state : states.has("accepted") ? "accepted" : "open";
      node.className = [place && "place", place && first.cells.polarity, place && state,
        under.includes(view.claim) && "now"].filter(Boolean).join(" ");
      if (place) node.title = under.map((n) => `${n + 1}: ${sentence(claims[n])[1]}`).join("; ");
    }
  }

  /** Offset in the text of a point of the page, in UTF-16 units. */
  function offset(node, inside) {
    const range = document.createRange();
    range.setStart($("rv-text"), 0);
    range.setEnd(node, inside);
    return range.toString().length;
  }

  function selectedSpan() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!$("rv-text").contains(range.startContainer) || !$("rv-text").contains(range.endContainer)) return null;
    const span = [offset(range.startContainer, range.startOffset), offset(range.endContainer, range.endOffset)];
    const words = here().text.slice(...span);
    if (!words.trim()) return null;
    const start = span[0] + words.length - words.trimStart().length;
    return [start, start + words.trim().length];
  }

  function addClaim() {
    const span = selectedSpan(), report = here();
    if (!span) return;
    const cells = Object.fromEntries(data.columns.map((name) => [name, ""]));
    const points = (end) => String(Array.from(report.text.slice(0, end)).length); // the table counts characters
    Object.assign(cells, {
      place_as_written: report.text.slice(...span).split(/\s+/).join(" "), polarity: "affirmed", outlet: report.outlet,
      reported_date: report.published, url: report.url, report: report.name, span_start: points(span[0]),
      span_end: points(span[1]),
    });
    const number = report.claims.filter(({ added }) => added).length;
    const claim = { key: `${view.report}.new${number}`, cells, state: "open", added: true, span, place: span, candidates: [] };
    rename(claim);
    report.claims.push(claim);
    save();
    window.getSelection().removeAllRanges();
    drawReport();
    show(report.claims.length - 1);
    edit();
  }

  // -- the claims --------------------------------------------------------------------------------------------

  const wordOf = (pairs, id) => pairs.find(([key]) => key === id)?.[1] || "?";

  function sentence({ cells }) {
    const what = `${wordOf(data.kinds, cells.kind)} ${cells.actor || "?"}`;
    const said = cells.polarity === "affirmed" ? what : `${wordOf(data.polarities, cells.polarity)}: ${what}`;
    const far = cells.distance_km ? `, ${cells.distance_km} km from ${cells.reference_city || "?"}` : "";
    return [cells.place_as_written || "?", `${said}${cells.against ? ` (against ${cells.against})` : ""}${far}`];
  }

  function small(claim) {
    const { cells } = claim;
    const where = cells.place_id ? `at ${placeName(claim)}` : cells.lon ? `at ${cells.lon} E ${cells.lat} N` : "not placed";
    const sure = claim.added ? "added by hand" : `confidence ${Number(cells.confidence).toFixed(2)}`;
    const also = [...new Set(repeated(claim).map((one) => one.cells.outlet))].filter((outlet) => outlet !== cells.outlet);
    return [cells.claimant ? `says ${cells.claimant}` : "says the outlet", cells.event_date || "no day", where, sure,
      also.length && `also in ${also.join(", ")}`].filter(Boolean).join(" · ");
  }

  const placeName = ({ cells, candidates }) => candidates.find(({ id }) => id === cells.place_id)?.name || cells.place_id;

  function drawClaims() {
    const items = here().claims.map((claim, n) => {
      const item = make("li"), line = Object.assign(make("button", null, "rv-line"), { type: "button" });
      line.setAttribute("aria-expanded", String(n === view.claim));
      line.addEventListener("click", () => show(n));
      item.append(line);
      if (n === view.claim) item.append(form(claim));
      tell(item, claim, n);
      return item;
    });
    if (!items.length) items.push(make("li", "No claim is proposed. Select words of the text to add one."));
    $("rv-claims").replaceChildren(...items);
    houseMap();
  }

  /** Say in the line of a claim what it says and what was decided. */
  function tell(item, claim, n) {
    const [place, said] = sentence(claim), told = make("span");
    told.append(make("bdi", place), ": ", make("bdi", said));
    const state = claim.state === "accepted" && edited(claim) ? "accepted, edited" : claim.state;
    const under = Object.assign(make("small", small(claim)), { dir: "auto" });
    item.className = [claim.state, n === view.claim && "now"].filter(Boolean).join(" ");
    item.querySelector(".rv-line").replaceChildren(make("b", n + 1), told, make("span", state, "rv-state"), under);
  }

  /** Follow what was typed, and leave every field and button where it is: a click on one may be under way. */
  function follow() {
    const item = $("rv-claims").children[view.claim], claim = current();
    tell(item, claim, view.claim);
    item.querySelector("[name=place_id]").replaceChildren(...optionsOf(choices(claim)));
    for (const input of item.querySelectorAll("input, select")) {
      if (input.name && (input !== document.activeElement || input.name === "place_id")) input.value = claim.cells[input.name] || "";
    }
    for (const button of item.querySelectorAll("button[data-state]")) {
      button.setAttribute("aria-pressed", String(button.dataset.state === claim.state));
    }
    item.querySelector("button[data-placing]").setAttribute("aria-pressed", String(view.placing));
    item.querySelector(".rv-fault").textContent = "";
    item.querySelector(".rv-why").textContent = claim.why || "";
    around();
  }

  const optionsOf = (pairs) => pairs.map(([id, words]) => Object.assign(make("option", words), { value: id }));

  function field(claim, name, label, options, wide) {
    const box = make("label", label, wide ? "rv-wide" : ""), input = make(options ? "select" : "input");
    if (options) {
      input.append(...optionsOf(options));
    } else Object.assign(input, { type: "text", dir: "auto", autocomplete: "off", spellcheck: false });
    if (name === "actor" || name === "against") input.setAttribute("list", "rv-actors");
    if (name === "event_date") input.setAttribute("list", "rv-days");
    if (name === "claimant") input.placeholder = "the outlet";
    if (name === "lon" || name === "lat" || name === "distance_km") input.inputMode = "decimal";
    input.name = name;
    input.value = claim.cells[name] || "";
    if (name !== "place_id") input.addEventListener("input", () => change(claim, { [name]: input.value.trim() }));
    box.append(input);
    return box;
  }

  /** Take what a person types; a place that is moved or renamed is no longer the one that the gazetteer gave. */
  function change(claim, cells) {
    const moved = ("lon" in cells || "lat" in cells) && !("place_id" in cells);
    const placed = "place_id" in cells || moved;
    Object.assign(claim.cells, cells, moved ? { place_id: "" } : {});
    if ("place_as_written" in cells) rename(claim);
    if ("event_date" in cells) {
      claim.cells.event_date_precision = cells.event_date.includes("/") ? "range" : cells.event_date && "day";
    }
    if (placed) {
      claim.placed = Boolean(claim.cells.place_id || claim.cells.lon || claim.cells.lat);
      const chosen = claim.candidates.find(({ id }) => id === claim.cells.place_id);
      claim.cells.scope = chosen?.area ? "part" : claim.cells.place_id || claim.cells.lon ? "place" : "";
    }
    if (claim.state === "accepted" && fault(claim)) claim.state = "open";
    save();
    follow();
  }

  /** A field that finds a listed place by its name. */
  function listed(claim) {
    const box = make("label", "Or a listed place"), input = make("input");
    Object.assign(input, { type: "text", autocomplete: "off", dir: "auto" });
    input.setAttribute("list", "rv-places");
    input.addEventListener("change", () => {
      const named = called(input.value), place = data.places.find((one) => labelOf(one) === input.value)
        || (named.length === 1 && named[0]);
      if (place) {
        input.value = "";
        pick(place);
      } else if (input.value.trim()) document.querySelector(".rv-fault").textContent = unlisted(input.value.trim(), named.length);
    });
    box.append(input);
    return box;
  }

  const unlisted = (name, several) => (several ? `Several listed places are called “${name}”: choose one from the list.`
    : `“${name}” is not among the places of this page: choose from the list, type a point, or set it on the map.`);

  /** Never "100 %": the gazetteer leaves room for error, and so does rounding. */
  const percent = (share) => (share > 0.99 ? "over 99 %" : `${Math.round(share * 100)} %`);

  const labelOf = ([id, name]) => `${name} [${id}]`;

  function choices(claim) {
    const told = claim.candidates.map((c) => [c.id, `${c.name}, ${c.where}${c.score === undefined ? "" : ` (${percent(c.score)})`}`]);
    const { cells } = claim;
    if (cells.place_id && !claim.candidates.some(({ id }) => id === cells.place_id)) told.unshift([cells.place_id, cells.place_id]);
    return [["", cells.lon && !cells.place_id ? "the point below" : "none: left to the gazetteer at import"], ...told];
  }

  function form(claim) {
    const box = make("div", null, "rv-form"), kinds = claim.cells.kind ? data.kinds : [["", "choose"], ...data.kinds];
    const place = field(claim, "place_id", "Place on the map", choices(claim), true), select = place.querySelector("select");
    select.addEventListener("change", () => {
      const chosen = claim.candidates.find(({ id }) => id === select.value);
      change(claim, { place_id: select.value, lon: chosen ? String(chosen.lon) : "", lat: chosen ? String(chosen.lat) : "" });
    });
    const buttons = make("div", null, "rv-buttons");
    const act = (words, does, marks_, pressed) => {
      const button = Object.assign(make("button", words), { type: "button" });
      Object.assign(button.dataset, marks_);
      button.setAttribute("aria-pressed", String(pressed));
      button.addEventListener("click", does);
      buttons.append(button);
    };
    act("Accept", accept, { state: "accepted" }, claim.state === "accepted");
    act("Reject", reject, { state: "rejected" }, claim.state === "rejected");
    act("Leave open", reopen, { state: "open" }, claim.state === "open");
    act("Set on the map", () => { view.placing = !view.placing; follow(); }, { placing: "" }, view.placing);
    const told = make("p", "", "rv-fault");
    told.setAttribute("role", "alert");
    const scopes = [["", "as the gazetteer says"], ["place", "the place itself"], ["area", "all of an area"],
      ["part", "a part of it"], ["none", "stands at no point"]];
    box.append(quote(claim), buttons, told);
    box.append(
      field(claim, "place_as_written", "Place as written"), field(claim, "kind", "What", kinds),
      field(claim, "polarity", "Said to be", data.polarities), field(claim, "actor", "Actor"),
      field(claim, "against", "Against"), field(claim, "claimant", "Claimant"),
      field(claim, "event_date", "Day, or first/last"), field(claim, "outlet", "Outlet"),
      field(claim, "distance_km", "Distance, km"), field(claim, "reference_city", "from"), field(claim, "scope", "Speaks of", scopes), place,
      listed(claim), field(claim, "lon", "Longitude, degrees"), field(claim, "lat", "Latitude, degrees"));
    box.append(Object.assign(make("p", claim.why || "", "rv-why"), { dir: "auto" }));
    return box;
  }

  const AROUND = 300; // letters of a sentence shown on either side of the words of a claim

  /** The sentence of a claim, for where the text is out of sight. */
  function quote({ span: [from, to] }) {
    const { text } = here(), box = Object.assign(make("blockquote", null, "rv-quote"), { dir: "auto" });
    const before = text.slice(Math.max(0, from - AROUND), from).split(/[.!?؟]\s|\n\s*\n/).pop();
    const [after] = text.slice(to, to + AROUND).match(/^.*?(?:[.!?؟](?=\s|$)|(?=\n\s*\n)|$)/su);
    box.append(before, make("strong", text.slice(from, to)), after);
    return box;
  }

  function accept() {
    const claim = current(), why = claim && fault(claim);
    if (!claim) return;
    if (why) {
      document.querySelector(".rv-fault").textContent = why;
      return;
    }
    decide("accepted");
  }

  /** The same word of the same claimant in other reports, as proposed: decided once. */
  function repeated(claim) {
    if (claim.added || edited(claim)) return [];
    return all().filter((one) => one !== claim && !one.added && one.cells.statement === claim.cells.statement && !edited(one));
  }

  const reject = () => decide("rejected");

  function reopen() {
    if (!current()) return;
    current().state = "open";
    save();
    follow();
  }

  function decide(state) {
    const claim = current();
    if (!claim) return;
    for (const one of [claim, ...repeated(claim).filter((other) => other.state === "open")]) one.state = state;
    save();
    const { claims } = here(), order = [...claims.keys()].map((n) => (view.claim + 1 + n) % claims.length);
    show(order.find((n) => claims[n].state === "open") ?? view.claim);
  }

  function show(n) {
    const { claims } = here();
    view.claim = Math.max(0, Math.min(claims.length - 1, n));
    view.placing = false;
    refresh(true);
    const mark = $("rv-text").querySelector("mark.now"), card = $("rv-claims").children[view.claim];
    if (narrow.matches) {
      $("rv-text").scrollTop = (mark?.offsetTop ?? 0) - $("rv-text").clientHeight / 3;
      card?.scrollIntoView({ block: "start" });
    } else for (const node of [mark, card]) node?.scrollIntoView({ block: "nearest" });
  }

  const edit = () => document.querySelector(".rv-form input, .rv-form select")?.focus();

  // -- the map -----------------------------------------------------------------------------------------------

  const map = L.map("rv-map", { zoomSnap: 0.5, minZoom: 3, maxZoom: 17, attributionControl: false });
  const marks = L.layerGroup().addTo(map), mapNote = $("rv-map-note"), narrow = window.matchMedia("(max-width: 800px)");
  L.control.scale({ metric: true, imperial: false }).addTo(map);

  /** On a phone the map lies in the card of the claim that is looked at, else above all of them. */
  function houseMap() {
    const below = narrow.matches && $("rv-claims").querySelector(".rv-fault");
    if (below) below.after(map.getContainer(), mapNote);
    else $("rv-claims").before(map.getContainer(), mapNote);
    map.invalidateSize({ pan: false });
  }

  function drawGround() {
    L.polyline(data.lines.map((line) => line.map(([lon, lat]) => [lat, lon])),
      { color: "#7b858e", weight: 1, interactive: false }).addTo(map);
    for (const [id, name, lon, lat, large] of data.places) {
      const dot = L.circleMarker([lat, lon], { radius: large ? 4 : 2.5, color: "#5d646b", weight: 1, fillOpacity: 0.6 });
      dot.bindTooltip(make("bdi", name), { permanent: Boolean(large), direction: "right", offset: [4, 0] }).addTo(map);
      dot.on("click", (event) => {
        if (!view.placing) return;
        L.DomEvent.stopPropagation(event);
        pick([id, name, lon, lat]);
      });
    }
  }

  /** Take a place of the map for the claim that is looked at. */
  function pick([id, name, lon, lat]) {
    const claim = current(), place = asCandidate([id, name, lon, lat]);
    if (!claim.candidates.some(({ id }) => id === place.id)) claim.candidates = [...claim.candidates, place];
    view.placing = false;
    change(claim, { place_id: place.id, lon: String(place.lon), lat: String(place.lat) });
  }

  const latlng = ({ cells }) => (cells.lon && cells.lat && !fault({ cells: { ...cells, place_as_written: "x", kind: "x",
    actor: "x", against: "x", event_date: "2000-01-01", outlet: "x", distance_km: "" } }) ? [Number(cells.lat), Number(cells.lon)] : null);

  function setPoint({ lat, lng }) {
    view.placing = false;
    change(current(), { lon: L.Util.wrapNum(lng, [-180, 180], true).toFixed(5), lat: lat.toFixed(5) });
  }

  const TOGETHER_PX = 18;

  /** Claims that lie under one number on the map at its present scale; one number would hide the others. */
  function together() {
    const groups = [];
    here().claims.forEach((claim, n) => {
      const at = latlng(claim);
      if (!at || n === view.claim || claim.state === "rejected") return;
      const point = map.latLngToLayerPoint(at);
      const group = groups.find((one) => one.point.distanceTo(point) < TOGETHER_PX);
      if (group) group.under.push(n);
      else groups.push({ at, point, under: [n] });
    });
    return groups;
  }

  function drawMap(look) {
    marks.clearLayers();
    for (const { at, under } of together()) {
      const dot = L.circleMarker(at, { radius: 6, color: "#1b1f23", weight: 2, fillColor: "#fff", fillOpacity: 1 });
      const more = under.length > 5 ? ` +${under.length - 5}` : "";
      // Below the dot: above it stands the pin of the claim that is looked at, where both lie together.
      dot.bindTooltip(make("bdi", under.slice(0, 5).map((n) => n + 1).join(", ") + more),
        { permanent: true, direction: "bottom", className: "rv-no", offset: [0, 5] });
      marks.addLayer(dot.on("click", () => { if (!view.placing) show(under[(under.indexOf(view.claim) + 1) % under.length]); }));
    }
    const claim = current(), at = claim && latlng(claim);
    if (at) {
      const pin = L.marker(at, { draggable: true, autoPan: true, alt: `Claim ${view.claim + 1}`, keyboard: false });
      pin.bindTooltip(make("bdi", `${view.claim + 1} ${claim.cells.place_as_written}`), { direction: "top", offset: [-14, -14] });
      marks.addLayer(pin.on("dragend", () => setPoint(pin.getLatLng())));
      if (look && !map.getBounds().pad(-0.1).contains(at)) map.panTo(at, { animate: false });
    }
    map.getContainer().classList.toggle("placing", view.placing);
    mapNote.textContent = view.placing ? "Click where it lies, or on a listed place."
      : at ? "Drag the pin to move it." : claim ? "Not placed: choose a place below, type a point, or set it on the map." : "";
  }

  function fit() {
    const points = here().claims.map(latlng).filter(Boolean);
    if (points.length) map.fitBounds(L.latLngBounds(points).pad(0.2), { animate: false, maxZoom: 11 });
    else if (data.near) map.setView([data.near[1], data.near[0]], 10, { animate: false });
    else map.setView([20, 20], 3, { animate: false });
  }

  // -- the page ----------------------------------------------------------------------------------------------

  /** Draw the claims anew, with the form of the one that is looked at. */
  function refresh(look = false) {
    drawClaims();
    around(look);
  }

  /** Draw anew what lies around the list of claims. */
  function around(look = false) {
    markText();
    drawMap(look);
    const claims = all(), count = (state) => claims.filter((claim) => claim.state === state).length;
    const accepted = count("accepted");
    $("rv-progress").textContent = `${claims.length - count("open")} of ${claims.length} decided, ${accepted} accepted`;
    $("rv-export").disabled = !accepted;
    $("rv-add").disabled = !selectedSpan();
  }

  function drawReport() {
    const report = here();
    if (!report) return;
    $("rv-text-title").textContent = report.title || report.name;
    const parts = [report.outlet, report.published ? `published ${report.published}` : "no day of publication", report.name];
    $("rv-about").textContent = parts.filter(Boolean).join(" · ");
    const days = new Set([...report.claims.map(({ cells }) => cells.event_date), report.published].filter(Boolean));
    $("rv-days").replaceChildren(...[...days].sort().map((day) => Object.assign(make("option"), { value: day })));
    const rest = [...report.notes.map((note) => `Note: ${note}`), ...report.figures.map((figure) => `Figure: ${figure}`),
      ...report.left_out.map(({ words, reason }) => `Left out: “${words}”: ${reason}`)];
    $("rv-rest").hidden = !rest.length;
    $("rv-rest").querySelector("summary").textContent = `Notes, figures and what was left out (${rest.length})`;
    $("rv-rest").querySelector("ul").replaceChildren(...rest.map((line) => Object.assign(make("li", line), { dir: "auto" })));
    drawText();
  }

  function openReport(n) {
    Object.assign(view, { report: n, claim: 0, placing: false });
    drawReport();
    fit();
    refresh(true);
    $("rv-text").scrollTop = 0;
    if (narrow.matches) window.scrollTo(0, 0);
  }

  // As Python's writer: what a spreadsheet would run gets an apostrophe before it.
  const guarded = (text) => (/^'*[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text);

  function cell(text) {
    const safe = guarded(String(text ?? "")).replace(/\r\n?/g, "\n");
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function row(claim) {
    const changed = claim.added || edited(claim), { cells } = claim;
    const review = claim.added ? "added" : changed ? "edited" : "accepted";
    // A claim that says something else than the proposal gets an id of its own when it is imported.
    const told = { ...cells, review, ...(changed ? { claim_id: "", statement: "", outlets: "" } : {}) };
    if (claim.added) told.confidence = "";
    return data.columns.map((name) => cell(told[name])).join(",");
  }

  function table() {
    const rows = all().filter(({ state }) => state === "accepted").map(row);
    return `${[data.columns.map(cell).join(","), ...rows].join("\n")}\n`;
  }

  function download() {
    const link = make("a"), address = URL.createObjectURL(new Blob([table()], { type: "text/csv;charset=utf-8" }));
    Object.assign(link, { href: address, download: "accepted.csv" });
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  const KEYS = { j: () => show(view.claim + 1), k: () => show(view.claim - 1), a: accept, r: reject, u: reopen, e: edit,
    n: addClaim };

  function onKey(event) {
    const field_ = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (field_ && event.key === "Escape") field_.blur();
    if (field_ || event.ctrlKey || event.altKey || event.metaKey || !$("rv-keys").checked || !here()) return;
    const does = KEYS[event.key.toLowerCase()];
    if (!does) return;
    event.preventDefault();
    does();
  }

  function listen() {
    document.addEventListener("keydown", onKey);
    document.addEventListener("selectionchange", () => { $("rv-add").disabled = !selectedSpan(); });
    $("rv-add").addEventListener("click", addClaim);
    $("rv-add").addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    $("rv-export").addEventListener("click", download);
    $("rv-report").addEventListener("change", ({ target }) => openReport(Number(target.value)));
    $("rv-text").addEventListener("click", ({ target }) => {
      const under = target.closest("mark[data-claims]")?.dataset.claims.split(" ").map(Number);
      if (under && window.getSelection().isCollapsed) show(under[(under.indexOf(view.claim) + 1) % under.length]);
    });
    narrow.addEventListener("change", () => { if (here()) refresh(true); });
    map.on("click", ({ latlng: at }) => { if (view.placing && current()) setPoint(at); });
  }

  function start() {
    $("rv-title").textContent = data.title;
    const list = Object.assign(make("datalist"), { id: "rv-actors" });
    for (const actor of data.actors) list.append(Object.assign(make("option"), { value: actor }));
    const places = Object.assign(make("datalist"), { id: "rv-places" });
    for (const place of data.places) places.append(Object.assign(make("option"), { value: labelOf(place) }));
    document.body.append(list, places, Object.assign(make("datalist"), { id: "rv-days" }));
    reports.forEach(({ name }, n) => $("rv-report").append(Object.assign(make("option", `${n + 1}. ${name}`), { value: n })));
    $("rv-pages").hidden = reports.length < 2;
    restore();
    drawGround();
    listen();
    if (reports.length) openReport(0);
    map.on("zoomend", () => { if (here()) drawMap(false); });
    document.documentElement.dataset.ready = "1";
  }

  start();
  return { view, reports, table, map, current };
})();
