/* The payload, read: packed numbers, lines and cells become arrays in Web Mercator at zoom 0.
 *
 * What `frontline/render/_html_pack.py` writes. All text of the payload is data: it reaches the page through
 * textContent and canvas text alone, never as markup.
 */
"use strict";

const Frontline = {}; // one room a file; `map.js` joins them

Frontline.unpack = (() => {
  /** Whole numbers from base64: seven bits a byte, the sign in the lowest bit. */
  function numbers(text) {
    const bytes = atob(text), found = new Int32Array(bytes.length);
    let count = 0, value = 0, shift = 0;
    for (let i = 0; i < bytes.length; i += 1) {
      const byte = bytes.charCodeAt(i);
      value |= (byte & 127) << shift;
      shift += 7;
      if (byte & 128) continue;
      found[count] = (value >>> 1) ^ -(value & 1);
      count += 1;
      value = shift = 0;
    }
    return found.slice(0, count);
  }

  const worldX = (lon) => 128 + (256 * lon) / 360;

  function worldY(lat) {
    const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
    return 128 - (64 / Math.PI) * Math.log((1 + sine) / (1 - sine));
  }

  /** Steps of 1e-5 degree from `from` on, `count` points of them, as points of the world at zoom 0. */
  function world(steps, from, count) {
    const line = new Float64Array(2 * count);
    let lon = 0, lat = 0;
    for (let i = 0; i < 2 * count; i += 2) {
      lon += steps[from + i];
      lat += steps[from + i + 1];
      line[i] = worldX(lon / 1e5);
      line[i + 1] = worldY(lat / 1e5);
    }
    return line;
  }

  function lines(text) {
    const steps = numbers(text), found = [];
    for (let i = 0; i < steps.length; i += 1 + 2 * steps[i]) found.push(world(steps, i + 1, steps[i]));
    return found;
  }

  /** Rows of a table that change: row number, as a difference, then its new values. */
  function changes(text, columns) {
    const found = numbers(text);
    for (let i = columns + 1; i < found.length; i += columns + 1) found[i] += found[i - columns - 1];
    return found;
  }

  /** Lists that stand one after the other, each behind its length. */
  function lists(text, width = 1) {
    const found = numbers(text), all = [];
    for (let i = 0; i < found.length; i += 1 + width * found[i]) {
      all.push(found.subarray(i + 1, i + 1 + width * found[i]));
    }
    return all;
  }

  function marks({ ids, names, local, aliases, kinds, at, precision, ranks }) {
    const [kind, exact, rank, steps] = [kinds, precision, ranks, at].map(numbers);
    let lon = 0, lat = 0;
    return ids.map((id, n) => {
      lon += steps[2 * n];
      lat += steps[2 * n + 1];
      return {
        id, name: names[n], ar: local[n] ?? "", aliases: aliases[n] || [], kind: kind[n], rank: rank[n],
        precision: exact[n] < 0 ? null : exact[n], latlng: L.latLng(lat / 1e5, lon / 1e5),
        x: worldX(lon / 1e5), y: worldY(lat / 1e5),
      };
    });
  }

  function scene() {
    const told = JSON.parse(document.getElementById("fl-data").textContent);
    told.marks = marks(told.marks);
    told.shapes = lines(told.shapes);
    told.actorById = new Map(told.actors.map((actor) => [actor.id, actor]));
    for (const shape of told.base) shape.lines = lines(shape.lines);
    for (const kind of Object.keys(told.borders)) told.borders[kind] = lines(told.borders[kind]);
    return told;
  }

  return { changes, lines, lists, numbers, scene, world };
})();
