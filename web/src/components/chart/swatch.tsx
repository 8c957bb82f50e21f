import { lookOf, type Look } from './look.ts'

/** A piece of the line, with its dashes. */
export function Swatch({ place, look = lookOf(place ?? 0) }: { place?: number; look?: Look }) {
  const { color, dash } = look
  return (
    <svg viewBox="0 0 16 4" className="h-1 w-4 shrink-0" aria-hidden>
      <line x1="0" x2="16" y1="2" y2="2" stroke={color} strokeWidth="3" strokeDasharray={dash.join(' ')} />
    </svg>
  )
}
