/* The legend: what is drawn, on this day or on another of the slider, and nothing else. */
"use strict";

Frontline.legend = (() => {
  const { HELD, CONTESTED, CLAIMED, UNKNOWN } = Frontline.states;
  const { sample } = Frontline.signs;
  const { make } = Frontline.popup;
  const LAYER = { contested: "areas", claimed: "areas", front: "front", doubtful_front: "front", band: "front" };
  const PLACES = [[HELD, "held"], [CONTESTED, "contested"], [CLAIMED, "only claimed"], [UNKNOWN, "unknown"]];

  /** Areas and statuses that only other days or evenings show. */
  function others({ legend, actors }, seen) {
    const lacks = (symbol) => !legend.some((entry) => entry[0] === symbol);
    const named = new Set(legend.filter(([symbol]) => symbol === "area").map((entry) => entry[2]));
    const found = actors.filter(({ id }) => !named.has(id)).map(({ id, name }) => ["area", name, id]);
    if (seen.has(CONTESTED) && lacks("contested")) found.push(["contested", "Contested", null]);
    if (seen.has(CLAIMED) && lacks("claimed")) found.push(["claimed", "Claimed, not corroborated", null]);
    return found;
  }

  /** What the reader has switched on. */
  function extras({ actors }, { gains, layers, rose }, since) {
    const found = [];
    if (gains?.list.length) found.push(["gain", `Changed hands since ${since}`, actors[gains.list[0].to].id]);
    if (layers.rose && rose.length) found.push(["rose", "Distance from the city to the front", null]);
    return found;
  }

  /** Symbol, label and actor of each line, less the layers that are off. */
  function entries(scene, { view, seen, since }) {
    const isMet = (status) => (status === UNKNOWN ? view.state.statuses.includes(status) : seen.has(status));
    const met = PLACES.filter(([status]) => isMet(status));
    const places = met.map(([status, words]) => [`place ${status}`, words, null]);
    const rest = scene.legend.filter(([symbol]) => symbol !== "place" || !places.length);
    const start = rest.findLastIndex(([symbol]) => symbol === "area") + 1;
    const more = [...extras(scene, view, since), ...places];
    const all = [...rest.slice(0, start), ...others(scene, seen), ...rest.slice(start), ...more];
    const isOn = (symbol) => view.layers[symbol.startsWith("place") ? "places" : LAYER[symbol] ?? "always"] !== false;
    return all.filter(([symbol]) => isOn(symbol) && (symbol !== "band" || view.band.length));
  }

  function draw(list, scene, signs, told) {
    const lines = entries(scene, told), key = JSON.stringify([lines, signs.palette]);
    if (key === list.dataset.key) return; // as it stands
    list.dataset.key = key;
    list.replaceChildren(...lines.map(([symbol, label, actorId]) => {
      const item = make("li"), swatch = make("canvas"), text = Object.assign(make("span", label), { dir: "auto" });
      Object.assign(swatch, { width: 68, height: 40 });
      swatch.setAttribute("aria-hidden", "true");
      sample(swatch.getContext("2d"), scene, signs, symbol, actorId);
      item.append(swatch, text);
      if (symbol.startsWith("place ")) item.className = "fl-short";
      return item;
    }));
  }

  return { draw };
})();
