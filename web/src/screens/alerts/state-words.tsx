/** Every state has a shape, a colour and a word; unknown and waited for are grey and hatched. */
import Bell from 'lucide-react/icons/bell-ring'
import type Circle from 'lucide-react/icons/circle'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import CircleHelp from 'lucide-react/icons/circle-question-mark'
import CircleSlash from 'lucide-react/icons/circle-slash'
import CircleX from 'lucide-react/icons/circle-x'
import Hourglass from 'lucide-react/icons/hourglass'
import { cn } from '../../components/class-names.ts'
import { conditionWords, type RuleCondition } from './state.ts'

type Look = { icon: typeof Circle; fill: string; text: string }

const unknown = { fill: 'bg-unknown-soft text-unknown hatched', text: 'text-unknown' }

const looks: Record<RuleCondition, Look> = {
  firing: { icon: Bell, fill: 'bg-down-soft text-down', text: 'text-down' },
  error: { icon: CircleX, fill: 'bg-down-soft text-down', text: 'text-down' },
  noData: { icon: CircleHelp, ...unknown },
  pending: { icon: Hourglass, fill: 'bg-degraded-soft text-degraded', text: 'text-degraded' },
  waiting: { icon: CircleDashed, ...unknown },
  inactive: { icon: CircleCheck, fill: 'bg-up-soft text-up', text: 'text-up' },
  paused: { icon: CircleSlash, fill: 'bg-sunken text-muted', text: 'text-muted' },
}

export function RuleStatePill({ condition }: { condition: RuleCondition }) {
  const { icon: Icon, fill } = looks[condition]
  return (
    <span
      className={cn(
        'inline-flex h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        fill,
      )}
    >
      <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />
      {conditionWords[condition]}
    </span>
  )
}

export function RuleStateWord({ condition, children }: { condition: RuleCondition; children?: React.ReactNode }) {
  const { icon: Icon, text } = looks[condition]
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap', text)}>
      <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />
      {children ?? conditionWords[condition]}
    </span>
  )
}
