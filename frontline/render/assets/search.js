/* Search for a place in any script: names, local names and further spellings, folded so that marks do not matter. */
"use strict";

Frontline.search = (() => {
  const { make } = Frontline.popup;
  const SHOWN = 8;
  const LETTERS = {
    "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ٱ": "ا", "ء": "", "ـ": "",
  };
  /** Letters of other alphabets in Latin ones; which of several a desk would write, `sound` makes no difference of. */
  const LATIN = Object.fromEntries([
    "аa бb вv гg дd еe єe эe ёe жzh зz иi іi їi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щsh ъ ыi ь юyu",
    "яya ґg ўu ђdj јj љlj њnj ћc џdzh αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξks οo πp ρr σs ςs τt υi φf χkh ψps ωo",
    "אa בb גg דd הh וv זz חh טt יi כk ךk לl מm םm נn ןn סs עa פp ףf צts ץts קk רr שsh תt",
    "აa ბb გg დd ეe ვv ზz თt იi კk ლl მm ნn ოo პp ჟzh რr სs ტt უu ფp ქk ღgh ყk შsh ჩch ცts ძdz წts ჭch ხkh ჯj ჰh",
  ].join(" ").split(" ").map((pair) => [pair[0], pair.slice(1)]));
  const ALIKE = [ // what newsrooms write for one sound
    [/t?sch|tch|tsh|[skgc]h|[xjq]h?/g, (two) => (two[0] === "q" ? "k" : "h")], [/ck|c/g, "k"], [/ph/g, "f"],
    [/z?zh|dz/g, "z"], [/tz|ts/g, "s"], [/([tdr])h/g, "$1"], [/[wv]/g, "u"],
    [/ou|oo|o/g, "u"], [/ee|ei|ie|ai|ay|ey|[ye]/g, "i"],
    [/(.)\1+/g, "$1"], [/(?<=[aiu])h\b/g, ""], [/ /g, ""],
  ];
  const ARTICLE = /^(?:(?:al|el|an|ar|as|ash|at|ad|az)[- ]|ال(?=..))/;

  /** Without case, marks, hyphens, apostrophes and article; Arabic letters that are written for one another as one. */
  function fold(text) {
    const plain = text.slice(0, 200).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const letters = plain.replace(/[ىیئکةؤٱءـ]/g, (letter) => LETTERS[letter]);
    return letters.replace(ARTICLE, "").replace(/[-\s]+/g, " ").replace(/[^\p{L}\p{N} ]/gu, "").trim();
  }

  /** Consonants alone, doubled ones once: what spellings in Latin letters have in common. */
  const skeleton = (folded) => folded.replace(/[aeiouyw ]/g, "").replace(/(.)\1+/g, "$1");

  /** One spelling for those that sound alike: Cheikhoun and Shaykhun, Bachmut and Bakhmut, Хама and Hama. */
  function sound(folded) {
    const latin = [...folded].map((letter) => LATIN[letter] ?? letter).join("");
    return ALIKE.reduce((heard, [what, as]) => heard.replace(what, as), latin);
  }

  class Index {
    constructor(marks) {
      this.rows = marks.flatMap((mark, n) => [mark.name, mark.ar, ...mark.aliases]
        .filter(Boolean).map((text) => {
          const folded = fold(text);
          return { n, text, folded, heard: sound(folded), rank: mark.rank };
        }));
    }

    /** Places by how well a spelling fits: from its start, from the start of a word, within it, by
     *  sound, by consonants. */
    find(query) {
      const asked = fold(query), said = sound(asked), bones = skeleton(said), best = new Map();
      if (!asked) return [];
      for (const { n, text, folded, heard, rank } of this.rows) {
        const at = folded.indexOf(asked);
        let fit = folded === asked ? 0 : at === 0 ? 1 : at > 0 ? (folded[at - 1] === " " ? 2 : 3) : 9;
        if (fit === 9 && said.length > 2 && heard === said) fit = 4;
        if (fit === 9 && said.length > 3 && heard.startsWith(said)) fit = 5;
        if (fit === 9 && bones.length > 2 && skeleton(heard) === bones) fit = 6;
        if (fit < 9 && (!best.has(n) || fit < best.get(n).fit)) best.set(n, { n, text, fit, rank });
      }
      return [...best.values()].sort((a, b) => a.fit - b.fit || a.rank - b.rank || a.text.length - b.text.length);
    }
  }

  /** A text field with a list below it (WAI-ARIA combobox); `open` is called with the number of the place chosen. */
  function attach(field, list, marks, open) {
    let index, found = [], at = -1;
    const close = () => {
      list.hidden = true;
      at = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const choose = (n) => {
      field.value = marks[n].name;
      close();
      open(n);
    };
    const point = (to) => {
      at = Math.max(0, Math.min(found.length - 1, to));
      [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
      field.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    const fill = () => {
      index ??= new Index(marks); // made when first asked: thousands of names are not free
      found = index.find(field.value).slice(0, SHOWN);
      list.replaceChildren(...found.map(({ n, text }, row) => {
        const item = Object.assign(make("li"), { id: `fl-found-${row}`, role: "option", dir: "auto" });
        item.setAttribute("aria-selected", "false");
        item.append(make("bdi", marks[n].name));
        if (text !== marks[n].name) item.append(" ", make("bdi", text, "fl-small"));
        item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(n); });
        return item;
      }));
      if (!found.length && fold(field.value)) {
        list.append(Object.assign(make("li", "No such place on this map"), { role: "option", ariaDisabled: "true" }));
      }
      list.hidden = !list.children.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      at = -1;
    };
    field.addEventListener("input", fill);
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      else if (event.key === "Enter" && found.length && !list.hidden) choose(found[Math.max(0, at)].n);
      else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length && !list.hidden) {
        point(at + (event.key === "ArrowDown" ? 1 : -1));
      } else return;
      event.preventDefault();
    });
  }

  return { Index, attach, fold };
})();
