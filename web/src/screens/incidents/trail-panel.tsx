import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Activity from 'lucide-react/icons/activity'
import Bell from 'lucide-react/icons/bell'
import CircleDot from 'lucide-react/icons/circle-dot'
import HeartPulse from 'lucide-react/icons/heart-pulse'
import Mails from 'lucide-react/icons/mails'
import Megaphone from 'lucide-react/icons/megaphone'
import Radio from 'lucide-react/icons/radio'
import Route from 'lucide-react/icons/route'
import Send from 'lucide-react/icons/send'
import Siren from 'lucide-react/icons/siren'
import { cn } from '../../components/class-names.ts'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Outcome } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { absolute, clock, duration } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { trailQuery } from './queries.ts'
import { arrange, type TrailNode } from './trail.ts'
import { actorBeside, wordsOf } from './trail-words.ts'

const icons: Record<string, typeof Bell> = {
  event: Radio,
  monitor: HeartPulse,
  checker: HeartPulse,
  alert: Siren,
  incident: CircleDot,
  notification: Bell,
  delivery: Send,
  report: Megaphone,
  update: Megaphone,
  subscriberMail: Mails,
}

const tones: Record<TrailNode['step']['outcome'], string> = {
  done: 'border-line text-muted bg-raised',
  waiting: 'border-maintenance text-maintenance bg-maintenance-soft',
  failed: 'border-down text-down bg-down-soft',
  skipped: 'border-line-strong border-dashed text-unknown bg-unknown-soft hatched',
}

/** From the first event to the last mail: what led to what, how late, and who was not told and why. */
export function TrailPanel({ incidentId }: { incidentId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(trailQuery(slug, incidentId))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={6} />}>
      {({ steps }) =>
        steps.length === 0 ? (
          <Empty icon={<Route />} title="Nothing has followed yet">
            The trail shows each notification, delivery and status report that this incident leads to.
          </Empty>
        ) : (
          <>
            <p className="mb-4 max-w-2xl text-muted">
              What led to what. On the right is how long after its cause a step came.
            </p>
            <ol className="flex flex-col gap-4">
              {arrange(steps).map((node) => (
                <li key={node.step.id}>
                  <Branch node={node} depth={0} />
                </li>
              ))}
            </ol>
          </>
        )
      }
    </Loaded>
  )
}

/** Deeper ones stay in this column, or a long chain runs off a narrow screen. */
const deepest = 4

function Branch({ node, depth }: { node: TrailNode; depth: number }) {
  return (
    <>
      <Step node={node} />
      {node.next.length > 0 && (
        <ol className={cn('relative pt-3', depth < deepest && 'pl-7 sm:pl-9')}>
          {node.next.map((child) => (
            <li
              key={child.step.id}
              className={cn(
                'relative pb-3 last:pb-0',
                // A line down from the cause, with an elbow to each step; it ends at the last elbow.
                depth < deepest &&
                  'before:absolute before:-top-3 before:bottom-0 before:-left-3.75 before:w-px before:bg-line-strong/50 after:absolute after:top-3.25 after:-left-3.75 after:h-px after:w-3 after:bg-line-strong/50 last:before:bottom-auto last:before:h-6.25 sm:before:-left-5.75 sm:after:-left-5.75 sm:after:w-5',
              )}
            >
              <Branch node={child} depth={depth + 1} />
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

function Step({ node: { step, count, delayMs } }: { node: TrailNode }) {
  const actor = actorBeside(step)
  const Icon = icons[step.type.split('.')[0] ?? ''] ?? Activity
  const at = new Date(step.at)
  return (
    <div className="flex gap-3">
      <span
        aria-hidden
        className={cn(
          'flex size-6.5 shrink-0 items-center justify-center rounded-full border [&_svg]:size-3.5',
          tones[step.outcome],
        )}
      >
        <Icon />
      </span>
      <div className="min-w-0 flex-1 pt-0.5">
        <p className="break-words">
          <bdi>{wordsOf(step, count)}</bdi>
          {step.type.startsWith('monitor.') && <ToMonitor step={step} />}
          {step.outcome !== 'done' && <Outcome state={step.outcome} className="ml-2 text-xs font-medium" />}
        </p>
        <p className="text-xs text-faint">
          <time dateTime={step.at} title={absolute(at)}>
            {clock(at)}
          </time>
          {' · '}
          <Time at={step.at} />
          {actor && ` · ${actor}`}
        </p>
      </div>
      {delayMs !== undefined && (
        <span className="shrink-0 pt-0.5 text-right text-xs text-muted">+{duration(Math.max(0, delayMs))}</span>
      )}
    </div>
  )
}

/** Checks have a target, and jobs with check-ins a name for machines. */
function ToMonitor({ step: { subjectId, data } }: { step: TrailNode['step'] }) {
  const { slug } = useWorkspace()
  const to = data['target'] === undefined ? '/$workspace/monitors/$monitorId' : '/$workspace/monitors/checks/$monitorId'
  return (
    <Link to={to} params={{ workspace: slug, monitorId: subjectId }} className="ml-2 text-xs text-link hover:underline">
      Monitor
    </Link>
  )
}
