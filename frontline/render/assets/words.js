/* The map in words: for the summary, the table, the popups and those who do not see it. */
"use strict";

Frontline.words = (() => {
  const { CONTESTED, CLAIMED, UNKNOWN } = Frontline.states;
  const STATUS = ["held", "contested", "claimed, not corroborated", "unknown"];
  const COMPASS = [
    "north", "north-north-east", "north-east", "east-north-east",
    "east", "east-south-east", "south-east", "south-south-east",
    "south", "south-south-west", "south-west", "west-south-west",
    "west", "west-north-west", "north-west", "north-north-west",
  ];

  /** The actor without the bracket that says who all is meant; the legend keeps it. */
  const shortName = (actor) => actor.name.split(" (")[0];

  /** Never "100 %": the model leaves room for error, and so does its rounding. */
  const percent = (number) => (number >= 100 ? "over 99 %" : `${number} %`);

  const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  /** Holder and status of a place on the day shown. */
  function ofPlace(scene, { holders, statuses }, n) {
    const actor = scene.actors[holders[n]];
    return actor ? [shortName(actor), STATUS[statuses[n]]] : ["no known holder", STATUS[UNKNOWN]];
  }

  const HELD_BY = ["held by", "contested, more probably held by", "claimed for"];

  /** Who holds the city that the heading speaks of, for a day or an evening without a sentence of its own. */
  function ofCity(scene, { holders, statuses }) {
    const n = scene.marks.findIndex(({ id }) => id === scene.city);
    if (n < 0) return undefined;
    const actor = scene.actors[holders[n]], { name } = scene.marks[n];
    return actor ? `${name}: ${HELD_BY[statuses[n]]} ${shortName(actor)}` : `Who holds ${name} is not known`;
  }

  /** How many places each actor has. */
  function ofState(scene, { holders, statuses }) {
    const counts = scene.actors.map(() => [0, 0, 0]);
    let unknown = 0;
    holders.forEach((actor, n) => { if (actor < 0) unknown += 1; else counts[actor][statuses[n]] += 1; });
    const parts = scene.actors.flatMap((actor, a) => {
      const all = counts[a].reduce((x, y) => x + y, 0);
      const open = [[counts[a][CONTESTED], "contested"], [counts[a][CLAIMED], "only claimed"]]
        .filter(([number]) => number).map((pair) => pair.join(" ")).join(", ");
      return all ? [`${shortName(actor)}: ${count(all, "place")}${open && ` (${open})`}`] : [];
    });
    if (unknown) parts.push(`no known holder: ${unknown}`);
    return parts.join("; ") || "No place is assessed";
  }

  function km2(hectares) {
    const area = hectares / 100;
    return `${area < 10 ? area.toFixed(1) : Math.round(area).toLocaleString("en")} km²`;
  }

  /** Who took what from whom since a day, and what is known now and was not then. */
  function ofGains(scene, { list, lent, met }, since) {
    const told = list.map(({ from, to, places, hectares }) => {
      const [one, other] = [scene.actors[to], scene.actors[from]].map(shortName);
      return `${one} from ${other}: ${count(places, "place")}, ${km2(hectares)} in their cells`;
    });
    if (lent) told.push(`${km2(lent)} around places whose holder was or is not known`);
    const passed = told.length ? `Changed hands since ${since}: ${told.join("; ")}.`
      : `Since ${since} no ground changed hands.`;
    const known = met.places || met.hectares
      ? ` Newly known, and not counted as changed: ${count(met.places, "place")}, ${km2(met.hectares)}.` : "";
    const basis = told.length || known
      ? " Square kilometres are those of the places' cells; a change map measures areas, which differ." : "";
    return passed + known + basis;
  }

  /** Distances on all bearings that are drawn, nearest first. */
  function ofRose(scene, rose) {
    const city = scene.marks.find(({ id }) => id === scene.city);
    if (!city) return "";
    if (!rose.length) return `Distances from ${city.name} are not to be had for what is shown.`;
    const told = rose.map(({ bearing, words }) => `${words} ${COMPASS[Math.round(bearing / 22.5) % 16]}`);
    return `Front on bearings from the centre of ${city.name}, nearest first: ${told.join(", ")}.`;
  }

  return { STATUS, ofCity, ofGains, ofPlace, ofRose, ofState, percent, shortName };
})();
