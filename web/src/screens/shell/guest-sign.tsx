import { Link } from '@tanstack/react-router'
import Eye from 'lucide-react/icons/eye'
import { shortClock } from '../../format.ts'
import { useWorkspace } from '../../session.ts'

/** Those who run the installation see all the time that they are a guest here, and until when. */
export function GuestSign() {
  const { endsAt } = useWorkspace()
  if (endsAt === undefined) return null
  return (
    <Link
      to="/staff"
      title="You look at this workspace as staff. Its audit log says so."
      className="inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full bg-degraded-soft px-2 text-xs font-medium text-degraded"
    >
      <Eye className="size-3.5" aria-hidden />
      <span className="max-sm:sr-only">As staff </span>until {shortClock(new Date(endsAt))}
    </Link>
  )
}
