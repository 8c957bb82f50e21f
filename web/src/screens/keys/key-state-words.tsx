import Circle from 'lucide-react/icons/circle'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleSlash from 'lucide-react/icons/circle-slash'
import Clock from 'lucide-react/icons/clock'
import { cn } from '../../components/class-names.ts'
import { Time } from '../../components/time.tsx'
import { endsSoon, keyState, type KeyDates } from './key-state.ts'

/** A shape, a colour and words: whether the key works, and until when. */
export function KeyStateWords({ of: key }: { of: KeyDates }) {
  const now = new Date()
  const state = keyState(key, now)
  const soon = state === 'ending' || (state === 'active' && endsSoon(key, now))
  const Icon = soon ? Clock : state === 'active' ? CircleCheck : state === 'revoked' ? CircleSlash : Circle
  const tone = soon ? 'text-degraded' : state === 'active' ? 'text-up' : 'text-muted'
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap', tone)}>
      <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />
      <span>
        <Words state={state} of={key} />
      </span>
    </span>
  )
}

function Words({ state, of: { expiresAt, revokedAt } }: { state: ReturnType<typeof keyState>; of: KeyDates }) {
  if (state === 'revoked') return <>Revoked {revokedAt && <Time at={revokedAt} />}</>
  if (expiresAt === null) return 'Never ends'
  const word = { active: 'Ends', ending: 'Rotated, ends', rotated: 'Rotated, ended', expired: 'Ended' }[state]
  return (
    <>
      {word} <Time at={expiresAt} />
    </>
  )
}
