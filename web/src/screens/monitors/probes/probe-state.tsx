import CircleCheck from 'lucide-react/icons/circle-check'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import CircleSlash from 'lucide-react/icons/circle-slash'
import CircleX from 'lucide-react/icons/circle-x'
import { cn } from '../../../components/class-names.ts'
import type { Probe } from './queries.ts'

const looks = {
  waiting: { word: 'Never seen', icon: CircleDashed, tone: 'text-muted' },
  connected: { word: 'Connected', icon: CircleCheck, tone: 'text-up' },
  silent: { word: 'Silent', icon: CircleX, tone: 'text-down' },
  revoked: { word: 'Revoked', icon: CircleSlash, tone: 'text-muted' },
} as const

export function ProbeStateWords({ state }: { state: Probe['state'] }) {
  const { word, icon: Icon, tone } = looks[state]
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap', tone)}>
      <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />
      {word}
    </span>
  )
}
