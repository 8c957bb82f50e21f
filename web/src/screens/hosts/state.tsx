import CircleCheck from 'lucide-react/icons/circle-check'
import CircleSlash from 'lucide-react/icons/circle-slash'
import type { HostState } from '../../api.ts'
import { UnknownPill } from '../../components/states.tsx'

/** Quiet is unknown, not down: nobody knows how the host is. */
export function HostPill({ state }: { state: HostState }) {
  if (state === 'quiet') return <UnknownPill>Quiet</UnknownPill>
  const [Icon, look, word] =
    state === 'reporting'
      ? ([CircleCheck, 'bg-up-soft text-up', 'Reporting'] as const)
      : ([CircleSlash, 'bg-sunken text-muted', 'Stopped'] as const)
  return (
    <span
      className={`inline-flex h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap ${look}`}
    >
      <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />
      {word}
    </span>
  )
}
