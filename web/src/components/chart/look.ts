/** Which of the colors a line or an area has, as CSS. */

const count = 8
const dashes = [[], [6, 4], [2, 3], [10, 3, 2, 3]]

export type Look = { color: string; dash: number[] }

/** After as many lines as there are colours the same ones come again, dashed. */
export function lookOf(place: number): Look {
  return { color: `var(--line-${place % count})`, dash: dashes[Math.floor(place / count) % dashes.length] ?? [] }
}

/** For areas, which cannot be dashed: the same colours come again nearer to the text, then to the surface. */
export function areaColorOf(place: number): string {
  const base = `var(--line-${place % count})`
  const turn = Math.floor(place / count) % 3
  if (turn === 0) return base
  return `color-mix(in oklab, ${base} 68%, ${turn === 1 ? 'var(--text)' : 'var(--surface)'})`
}

/** The same, thinner. */
export const fade = (color: string, percent: number): string =>
  percent >= 100 ? color : `color-mix(in srgb, ${color} ${percent}%, transparent)`
