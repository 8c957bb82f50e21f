import { lookOf } from './colors.ts'

/** A piece of the line, with its dashes. */
export function Swatch({ place }: { place: number }) {
  const { color, dash } = lookOf(place)
  return (
    <svg viewBox="0 0 16 4" className="h-1 w-4 shrink-0" aria-hidden>
      <line x1="0" x2="16" y1="2" y2="2" stroke={color} strokeWidth="3" strokeDasharray={dash.join(' ')} />
    </svg>
  )
}
