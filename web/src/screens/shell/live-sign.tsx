import WifiOff from 'lucide-react/icons/wifi-off'
import { absolute, shortClock } from '../../format.ts'
import { useLive } from '../../live.ts'

/** What is old says so. */
export function LiveSign() {
  const { state, asOf } = useLive()
  if (state === 'live') {
    return (
      <span
        role="status"
        className="flex items-center gap-1.5 px-1.5 text-xs text-muted"
        title="What you see changes as it happens"
      >
        <span className="live-dot size-1.5 rounded-full bg-up" aria-hidden />
        <span className="max-md:sr-only">Live</span>
      </span>
    )
  }
  return (
    <span
      role="status"
      title={absolute(asOf)}
      className="hatched flex items-center gap-1.5 rounded-full bg-unknown-soft px-2 py-0.5 text-xs text-unknown"
    >
      <WifiOff className="size-3.5" aria-hidden />
      {state === 'connecting' ? 'Connecting' : `As of ${shortClock(asOf)}, reconnecting`}
    </span>
  )
}
