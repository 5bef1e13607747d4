/* Who holds what on a day, as the slider tells it or as known on an earlier evening.
 *
 * Cells never move, only their colour: the payload holds for each day what changed, and for each evening what then
 * looked otherwise. A place's state is one number; `_html_payload.py` says how it is made.
 */
"use strict";

Frontline.states = (() => {
  const HELD = 0, CONTESTED = 1, CLAIMED = 2, UNKNOWN = 3; // as in the payload
  const { changes, lists, numbers } = Frontline.unpack;

  /** What each code means: four tables with a row a code. */
  function meanings(actors) {
    const codes = 6 * actors + 1, table = () => new Int16Array(codes).fill(-1);
    const meant = { holders: table(), statuses: table(), ground: table(), groundStatuses: table() };
    for (const name of ["statuses", "groundStatuses"]) meant[name].fill(UNKNOWN);
    for (let code = 0; code < 3 * actors; code += 1) {
      const lent = 3 * actors + 1 + code, actor = Math.floor(code / 3);
      meant.holders[code] = meant.ground[code] = meant.ground[lent] = actor;
      meant.statuses[code] = meant.groundStatuses[code] = meant.groundStatuses[lent] = code % 3;
    }
    return meant;
  }

  class Course {
    constructor(scene) {
      this.scene = scene;
      this.meant = meanings(scene.actors.length);
      this.days = scene.days.map((day) => changes(day.changes, 1));
      this.evenings = scene.evenings.map((evening) => this.readEvening(evening.changes));
      this.codes = new Int16Array(scene.marks.length).fill(3 * scene.actors.length);
      this.day = -1;
      if (scene.details) this.readDetails(scene.details);
      else this.readInstant(scene.instant);
    }

    /** Day to its changed places and their codes. */
    readEvening(text) {
      const found = numbers(text), days = new Map();
      for (let i = 0; i < found.length;) {
        const end = i + 2 + 2 * found[i + 1], rows = [];
        for (let at = i + 2, row = 0; at < end; at += 2) rows.push([(row += found[at]), found[at + 1]]);
        days.set(found[i], rows);
        i = end;
      }
      return days;
    }

    readDetails(details) {
      this.detailChanges = details.changes.map((text) => changes(text, 3));
      this.spans = lists(details.accounts, 3);
    }

    readInstant(instant) {
      [this.percent, this.since, this.rules] = [instant.percent, instant.since, instant.rules].map(numbers);
      this.accounts = lists(instant.accounts);
    }

    /** Codes of all places on a day: what changed up to it, from where the last call left off if that was earlier. */
    codesOn(day) {
      if (day < this.day) {
        this.codes.fill(3 * this.scene.actors.length);
        this.day = -1;
      }
      while (this.day < Math.min(day, this.days.length - 1)) {
        this.day += 1;
        const found = this.days[this.day];
        for (let i = 0; i < found.length; i += 2) this.codes[found[i]] = found[i + 1];
      }
      return this.codes;
    }

    /** Whether any place looked otherwise on an evening than on the slider's own day. */
    differs(day, evening) { return evening !== undefined && this.evenings[evening].has(day); }

    /** Holder and status of each place, and of who speaks for its cell. */
    on(day, evening) {
      const codes = Int16Array.from(this.codesOn(day));
      for (const [row, code] of this.evenings[evening]?.get(day) ?? []) codes[row] = code;
      const read = (table) => codes.map((code) => table[code]);
      const { holders, statuses, ground, groundStatuses } = this.meant;
      const own = { holders: read(holders), statuses: read(statuses) };
      return { ...own, ground: read(ground), groundStatuses: read(groundStatuses) };
    }

    /** How sure, since when and why, as numbers: on a day, or at the scene's own instant where that is all we have. */
    detailsOn(n, day) {
      if (!this.detailChanges) {
        return { own: true, percent: this.percent[n], since: this.since[n], rule: this.rules[n] };
      }
      const told = { own: false, percent: 0, since: 0, rule: 0 };
      for (const found of this.detailChanges.slice(0, day + 1)) {
        for (let i = 0; i < found.length; i += 4) {
          if (found[i] === n) [told.percent, told.since, told.rule] = [found[i + 1], found[i + 2], found[i + 3]];
        }
      }
      return told;
    }

    /** Rows of the accounts that count for a place on a day, as the slider's own clock knows them. */
    accountsOn(n, day) {
      if (!this.spans) return [...this.accounts[n]].map((number) => this.scene.accounts[number]);
      const found = this.spans[n], rows = [];
      for (let i = 0; i < found.length; i += 3) {
        if (found[i + 1] <= day && (found[i + 2] === 0 || day < found[i + 2])) rows.push(this.scene.accounts[found[i]]);
      }
      return rows;
    }

    /** Statuses of places that any day or evening shows. */
    seen() {
      const codes = new Set();
      for (const found of this.days) for (let i = 1; i < found.length; i += 2) codes.add(found[i]);
      for (const rows of this.evenings.flatMap((evening) => [...evening.values()])) {
        for (const [, code] of rows) codes.add(code);
      }
      return new Set([...codes].map((code) => this.meant.statuses[code]));
    }
  }

  /** Which ground changed hands between two states: the new holder of each cell, -1 where it kept its own or where one
   *  of the two is not known. */
  function gains(before, now) {
    const passed = (holder, cell) => holder >= 0 && before.ground[cell] >= 0 && before.ground[cell] !== holder;
    return now.ground.map((holder, cell) => (passed(holder, cell) ? holder : -1));
  }

  return { HELD, CONTESTED, CLAIMED, UNKNOWN, Course, gains };
})();
