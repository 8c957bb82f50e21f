/** Every state of a monitor that is checked has a shape, a colour and a word. */
import CircleCheck from 'lucide-react/icons/circle-check'
import type Circle from 'lucide-react/icons/circle'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import CircleMinus from 'lucide-react/icons/circle-minus'
import CircleSlash from 'lucide-react/icons/circle-slash'
import CircleX from 'lucide-react/icons/circle-x'
import type { CheckCondition } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'

type Look = { word: string; icon: typeof Circle; fill: string; text: string }

const unknown = { fill: 'bg-unknown-soft text-unknown hatched', text: 'text-unknown' }

const looks: Record<CheckCondition, Look> = {
  down: { word: 'Down', icon: CircleX, fill: 'bg-down-soft text-down', text: 'text-down' },
  degraded: { word: 'Degraded', icon: CircleMinus, fill: 'bg-degraded-soft text-degraded', text: 'text-degraded' },
  unknown: { word: 'Unknown', icon: CircleDashed, ...unknown },
  waiting: { word: 'Waiting', icon: CircleDashed, ...unknown },
  up: { word: 'Up', icon: CircleCheck, fill: 'bg-up-soft text-up', text: 'text-up' },
  paused: { word: 'Paused', icon: CircleSlash, fill: 'bg-sunken text-muted', text: 'text-muted' },
}

export const wordOf = (condition: CheckCondition): string => looks[condition].word

export function CheckPill({ condition }: { condition: CheckCondition }) {
  const { word, icon: Icon, fill } = looks[condition]
  return (
    <span
      className={cn(
        'inline-flex h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        fill,
      )}
    >
      <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />
      {word}
    </span>
  )
}

export function CheckWord({ condition }: { condition: CheckCondition }) {
  const { word, icon: Icon, text } = looks[condition]
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap', text)}>
      <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />
      {word}
    </span>
  )
}

const bars: Record<string, string> = {
  u: 'h-5 bg-up',
  s: 'h-4 bg-degraded',
  d: 'h-5 bg-down [clip-path:polygon(0_0,100%_0,100%_40%,0_40%,0_60%,100%_60%,100%_100%,0_100%)]',
  '?': 'h-5 hatched border border-unknown',
}
const outcomes: Record<string, string> = { u: 'up', s: 'degraded', d: 'down', '?': 'unknown' }

/** The newest results, the newest at the right. */
export function RecentStrip({ recent, length = 30 }: { recent: string; length?: number }) {
  const letters = recent.slice(-length).split('')
  return (
    <span role="img" aria-label={recentWords(letters)} className="flex h-5 items-end gap-px">
      {Array.from({ length: length - letters.length }, (_, place) => (
        <span key={place} className="h-1 w-1.5 rounded-xs bg-line" />
      ))}
      {letters.map((letter, place) => (
        <span key={place - letters.length} className={cn('w-1.5 rounded-xs', bars[letter])} />
      ))}
    </span>
  )
}

function recentWords(letters: readonly string[]): string {
  if (letters.length === 0) return 'No result yet'
  const counts = new Map<string, number>()
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return `Last ${letters.length} checks: ${[...counts].map(([letter, n]) => `${n} ${outcomes[letter] ?? ''}`).join(', ')}`
}
