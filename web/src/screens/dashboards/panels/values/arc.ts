/** Paths of rings and slices. Angles are degrees clockwise from the top. */

export type Arc = { cx: number; cy: number; outer: number; inner: number; from: number; to: number }

/** Two numbers: x and y. */
export function onArc(cx: number, cy: number, radius: number, degrees: number): [number, number] {
  const angle = ((degrees - 90) * Math.PI) / 180
  return [round(cx + radius * Math.cos(angle)), round(cy + radius * Math.sin(angle))]
}

/** Empty for what has no extent; a whole ring is drawn as two halves, since an arc cannot end where it begins. */
export function arc({ cx, cy, outer, inner, from, to }: Arc): string {
  if (to <= from) return ''
  if (to - from >= 360) {
    const middle = from + 180
    return `${arc({ cx, cy, outer, inner, from, to: middle })}${arc({ cx, cy, outer, inner, from: middle, to: from + 359.99 })}`
  }
  const long = to - from > 180 ? 1 : 0
  const point = (radius: number, degrees: number): string => onArc(cx, cy, radius, degrees).join(' ')
  const back = inner > 0 ? `L${point(inner, to)}A${inner} ${inner} 0 ${long} 0 ${point(inner, from)}` : `L${cx} ${cy}`
  return `M${point(outer, from)}A${outer} ${outer} 0 ${long} 1 ${point(outer, to)}${back}Z`
}

const round = (value: number): number => Math.round(value * 100) / 100
