/* The map in words: for the summary, the table, the popups and those who do not see it. */
"use strict";

Frontline.words = (() => {
  const { CONTESTED, CLAIMED, UNKNOWN } = Frontline.states;
  const STATUS = ["held", "contested", "claimed, not corroborated", "unknown"];
  const COMPASS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

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

  /** Who took what from whom since a day; square kilometres as parted among the places. */
  function ofGains(scene, { list }, since) {
    if (!list.length) return `Since ${since}: no ground changed hands.`;
    const told = list.map(({ from, to, places, hectares }) => {
      const whom = from < 0 ? "ground of no known holder" : shortName(scene.actors[from]);
      const km2 = hectares < 1000 ? (hectares / 100).toFixed(1) : Math.round(hectares / 100).toLocaleString("en");
      return `${shortName(scene.actors[to])} from ${whom}: ${count(places, "place")}, ${km2} km² of their cells`;
    });
    return `Since ${since}: ${told.join("; ")}.`;
  }

  /** Distances on the eight chief bearings, nearest first. */
  function ofRose(scene, rose) {
    const city = scene.marks.find(({ id }) => id === scene.city);
    if (!city) return "";
    const chief = rose.filter(({ bearing }) => bearing % 45 === 0);
    if (!chief.length) return `Distances from ${city.name} are not to be had for what is shown.`;
    return `Front from the centre of ${city.name}: ${chief.map(({ bearing, words }) => `${words} ${COMPASS[bearing / 45]}`).join(", ")}.`;
  }

  return { STATUS, ofGains, ofPlace, ofRose, ofState, percent, shortName };
})();
