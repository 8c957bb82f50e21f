/** Every state has a shape, a colour and a word; unknown and waited for are grey and hatched. */
import CircleAlert from 'lucide-react/icons/circle-alert'
import type Circle from 'lucide-react/icons/circle'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import CircleSlash from 'lucide-react/icons/circle-slash'
import CircleX from 'lucide-react/icons/circle-x'
import Clock from 'lucide-react/icons/clock'
import ClockAlert from 'lucide-react/icons/clock-alert'
import Hourglass from 'lucide-react/icons/hourglass'
import Play from 'lucide-react/icons/play'
import type { CheckIn } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { checkInWords, type Condition } from './state.ts'

type Look = { word: string; icon: typeof Circle; fill: string; text: string }

const unknown = { fill: 'bg-unknown-soft text-unknown hatched', text: 'text-unknown' }
const down = { fill: 'bg-down-soft text-down', text: 'text-down' }

const looks: Record<Condition, Look> = {
  up: { word: 'Up', icon: CircleCheck, fill: 'bg-up-soft text-up', text: 'text-up' },
  late: { word: 'Late', icon: Clock, fill: 'bg-degraded-soft text-degraded', text: 'text-degraded' },
  missed: { word: 'Missed', icon: ClockAlert, ...down },
  timedOut: { word: 'Timed out', icon: Hourglass, ...down },
  failing: { word: 'Failing', icon: CircleX, ...down },
  unknown: { word: 'Unknown', icon: CircleDashed, ...unknown },
  waiting: { word: 'Waiting', icon: CircleDashed, ...unknown },
  paused: { word: 'Paused', icon: CircleSlash, fill: 'bg-sunken text-muted', text: 'text-muted' },
}

export function ConditionPill({ condition }: { condition: Condition }) {
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

const checkInLooks: Record<CheckIn['state'], Pick<Look, 'icon' | 'text'>> = {
  inProgress: { icon: Play, text: 'text-maintenance' },
  ok: looks.up,
  error: { icon: CircleAlert, ...down },
  missed: looks.missed,
  timedOut: looks.timedOut,
  unknown: looks.unknown,
}

export function CheckInState({ state }: { state: CheckIn['state'] }) {
  const { icon: Icon, text } = checkInLooks[state]
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap', text)}>
      <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />
      {checkInWords[state]}
    </span>
  )
}
