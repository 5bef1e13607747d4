/* What the map shows for a day, an evening and a day to compare with: areas, front, band, gains, distances. */
"use strict";

Frontline.view = (() => {
  const { gains } = Frontline.states;
  const { chain, drawnFront } = Frontline.ground;

  function drawnAreas(scene, drawn) {
    return drawn.areas.map(([actor, status, shapes]) => ({ actor, status, rings: shapes.map((n) => scene.shapes[n]) }));
  }

  /** All cells of one holder and status in one outline: filled one by one they would show seams. */
  function cellAreas(scene, ground, state) {
    const classOf = state.ground.map((actor, cell) => (actor < 0 ? -1 : 3 * actor + state.groundStatuses[cell]));
    const outlines = ground.outlines(classOf, 3 * scene.actors.length);
    const areas = outlines.map((rings, n) => ({ actor: Math.floor(n / 3), status: n % 3, rings }));
    return areas.filter(({ rings }) => rings.length);
  }

  /** Ground that changed hands since a day: outlines by new holder, places and hectares by old and new one, the
   *  hectares around places of unknown holder, for which others speak; and what is newly known. */
  function gained(scene, ground, before, now) {
    const holders = gains(before, now), sums = new Map();
    holders.forEach((to, cell) => {
      if (to < 0) return;
      const from = before.ground[cell], key = `${from} ${to}`;
      if (!sums.has(key)) sums.set(key, { from, to, places: 0, hectares: 0 });
      sums.get(key).places += before.holders[cell] >= 0 && now.holders[cell] === to;
      sums.get(key).hectares += ground.hectares[cell];
    });
    const list = [...sums.values()].filter(({ places }) => places).sort((a, b) => b.hectares - a.hectares);
    const lent = [...sums.values()].filter(({ places }) => !places).reduce((sum, { hectares }) => sum + hectares, 0);
    const met = { places: 0, hectares: 0 };
    now.holders.forEach((holder, cell) => {
      met.places += holder >= 0 && before.holders[cell] < 0;
      if (now.ground[cell] >= 0 && before.ground[cell] < 0) met.hectares += ground.hectares[cell];
    });
    return { rings: ground.outlines(holders, scene.actors.length), list, lent, met };
  }

  const DEG = Math.PI / 180, EARTH_KM = 6371.0088; // mean radius, IUGG

  /** Where one gets from a place on a bearing, on a sphere: good enough to draw a figure that was measured. */
  function along({ lat, lng }, bearing, km) {
    const arc = km / EARTH_KM, phi = lat * DEG, turn = bearing * DEG;
    const north = Math.asin(Math.sin(phi) * Math.cos(arc) + Math.cos(phi) * Math.sin(arc) * Math.cos(turn));
    const across = Math.sin(turn) * Math.sin(arc) * Math.cos(phi);
    const east = Math.atan2(across, Math.cos(arc) - Math.sin(phi) * Math.sin(north));
    return L.CRS.EPSG3857.latLngToPoint(L.latLng(north / DEG, lng + east / DEG), 0);
  }

  function roseOf(scene, day) {
    const city = scene.marks.find(({ id }) => id === scene.city);
    if (!city) return [];
    return (scene.days[day]?.rose ?? []).filter(([, km]) => km !== null).map(([bearing, km]) => {
      const { x, y } = along(city.latlng, bearing, km);
      const words = `${km < 10 ? km.toFixed(1) : Math.round(km)} km`;
      return { bearing, km, from: [city.x, city.y], to: [x, y], words };
    }).sort((a, b) => a.km - b.km);
  }

  function compose(scene, course, ground, { day, evening, since }) {
    const before = since === undefined ? undefined : course.on(since, evening >= since ? evening : undefined);
    const state = course.on(day, evening), differs = course.differs(day, evening);
    const drawn = differs ? undefined : scene.days[day]?.drawn;
    const stretches = drawn ? drawnFront(scene, drawn) : ground.front(state);
    return {
      state, stretches, byCells: !drawn,
      areas: drawn ? drawnAreas(scene, drawn) : cellAreas(scene, ground, state),
      band: drawn ? drawn.band.map((n) => scene.shapes[n]) : [],
      front: {
        firm: chain(stretches.filter(({ firm }) => firm)),
        doubtful: chain(stretches.filter(({ firm }) => !firm)),
      },
      gains: before && gained(scene, ground, before, state),
      rose: differs ? [] : roseOf(scene, day),
    };
  }

  return { compose };
})();
