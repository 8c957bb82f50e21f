/** Every state has a shape, a colour and a word; none is told by colour alone. */
import BellOff from 'lucide-react/icons/bell-off'
import BookOpen from 'lucide-react/icons/book-open'
import type Circle from 'lucide-react/icons/circle'
import CircleAlert from 'lucide-react/icons/circle-alert'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import CircleDot from 'lucide-react/icons/circle-dot'
import CircleMinus from 'lucide-react/icons/circle-minus'
import CircleSlash from 'lucide-react/icons/circle-slash'
import CircleX from 'lucide-react/icons/circle-x'
import Clock from 'lucide-react/icons/clock'
import Diamond from 'lucide-react/icons/diamond'
import Eye from 'lucide-react/icons/eye'
import OctagonX from 'lucide-react/icons/octagon-x'
import Search from 'lucide-react/icons/search'
import Dot from 'lucide-react/icons/dot'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import Square from 'lucide-react/icons/square'
import Wrench from 'lucide-react/icons/wrench'
import type { ComponentStatus, Delivery, Incident, Report } from '../api.ts'
import { capital, words } from '../format.ts'
import { cn } from './class-names.ts'

type Tone = 'down' | 'degraded' | 'up' | 'maintenance' | 'unknown'
type Look = { word: string; icon: typeof Circle; tone: Tone }

const textOf: Record<Tone, string> = {
  down: 'text-down',
  degraded: 'text-degraded',
  up: 'text-up',
  maintenance: 'text-maintenance',
  unknown: 'text-unknown',
}
const fillOf: Record<Tone, string> = {
  down: 'bg-down-soft text-down',
  degraded: 'bg-degraded-soft text-degraded',
  up: 'bg-up-soft text-up',
  maintenance: 'bg-maintenance-soft text-maintenance',
  unknown: 'bg-unknown-soft text-unknown hatched',
}

const incidentLooks: Record<Incident['status'], Look> = {
  open: { word: 'Open', icon: CircleAlert, tone: 'down' },
  acknowledged: { word: 'Acknowledged', icon: CircleDot, tone: 'degraded' },
  muted: { word: 'Muted', icon: BellOff, tone: 'unknown' },
  resolved: { word: 'Resolved', icon: CircleCheck, tone: 'up' },
}

const levelLooks: Record<Incident['level'], Look> = {
  fatal: { word: 'Fatal', icon: OctagonX, tone: 'down' },
  error: { word: 'Error', icon: Diamond, tone: 'down' },
  warning: { word: 'Warning', icon: TriangleAlert, tone: 'degraded' },
  info: { word: 'Info', icon: Square, tone: 'maintenance' },
  debug: { word: 'Debug', icon: Dot, tone: 'unknown' },
}

const componentLooks: Record<ComponentStatus, Look> = {
  operational: { word: 'Operational', icon: CircleCheck, tone: 'up' },
  degraded_performance: { word: 'Degraded performance', icon: CircleMinus, tone: 'degraded' },
  partial_outage: { word: 'Partial outage', icon: TriangleAlert, tone: 'degraded' },
  major_outage: { word: 'Major outage', icon: CircleX, tone: 'down' },
  under_maintenance: { word: 'Under maintenance', icon: Wrench, tone: 'maintenance' },
}

const reportLooks: Record<Report['status'], Look> = {
  investigating: { word: 'Investigating', icon: Search, tone: 'down' },
  identified: { word: 'Identified', icon: CircleDot, tone: 'degraded' },
  monitoring: { word: 'Monitoring', icon: Eye, tone: 'maintenance' },
  resolved: { word: 'Resolved', icon: CircleCheck, tone: 'up' },
  postmortem: { word: 'Postmortem', icon: BookOpen, tone: 'up' },
}

const maintenanceLooks: Record<string, Look> = {
  scheduled: { word: 'Scheduled', icon: Clock, tone: 'maintenance' },
  in_progress: { word: 'In progress', icon: Wrench, tone: 'maintenance' },
  verifying: { word: 'Verifying', icon: Eye, tone: 'maintenance' },
  completed: { word: 'Completed', icon: CircleCheck, tone: 'up' },
  cancelled: { word: 'Cancelled', icon: CircleSlash, tone: 'unknown' },
}

const deliveryLooks: Record<Delivery['state'], Look> = {
  waiting: { word: 'Waiting', icon: Clock, tone: 'maintenance' },
  delivered: { word: 'Delivered', icon: CircleCheck, tone: 'up' },
  failed: { word: 'Failed', icon: CircleX, tone: 'down' },
  skipped: { word: 'Skipped', icon: CircleMinus, tone: 'unknown' },
}

const outcomeLooks: Record<string, Look> = {
  done: { word: 'Done', icon: CircleCheck, tone: 'up' },
  delivered: { word: 'Delivered', icon: CircleCheck, tone: 'up' },
  waiting: { word: 'Waiting', icon: Clock, tone: 'maintenance' },
  failed: { word: 'Failed', icon: CircleX, tone: 'down' },
  skipped: { word: 'Skipped', icon: CircleMinus, tone: 'unknown' },
}

const headlineLooks: Record<string, Look> = {
  none: { word: 'Operational', icon: CircleCheck, tone: 'up' },
  minor: { word: 'Minor', icon: CircleMinus, tone: 'degraded' },
  major: { word: 'Major', icon: TriangleAlert, tone: 'degraded' },
  critical: { word: 'Critical', icon: CircleX, tone: 'down' },
  maintenance: { word: 'Maintenance', icon: Wrench, tone: 'maintenance' },
}

function unknownLook(code: string): Look {
  return { word: capital(words(code)), icon: CircleDashed, tone: 'unknown' }
}

function State({
  look,
  className,
  wordless,
  iconless,
}: {
  look: Look
  className?: string | undefined
  wordless?: boolean | undefined
  iconless?: boolean | undefined
}) {
  const Icon = look.icon
  return (
    <span
      className={cn('inline-flex items-center gap-1.5 whitespace-nowrap', textOf[look.tone], className)}
      title={wordless ? look.word : undefined}
    >
      {!iconless && <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />}
      <span className={wordless ? 'sr-only' : undefined}>{look.word}</span>
    </span>
  )
}

function Pill({ look, children }: { look: Look; children?: React.ReactNode }) {
  const Icon = look.icon
  return (
    <span
      className={cn(
        'inline-flex h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        fillOf[look.tone],
      )}
    >
      <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />
      {children ?? look.word}
    </span>
  )
}

type Props<T> = { state: T; wordless?: boolean; className?: string }

export const IncidentState = ({ state, ...rest }: Props<Incident['status']>) => (
  <State look={incidentLooks[state]} {...rest} />
)
export const IncidentPill = ({ state }: Props<Incident['status']>) => <Pill look={incidentLooks[state]} />
export const Level = ({ state, ...rest }: Props<string>) => <State look={lookUp(levelLooks, state)} {...rest} />
export const ComponentState = ({ state, ...rest }: Props<ComponentStatus>) => (
  <State look={componentLooks[state]} {...rest} />
)
export const ReportState = ({ state, ...rest }: Props<string> & { iconless?: boolean }) => (
  <State look={lookUp(reportLooks, state)} {...rest} />
)
/** On a line in time; its word stands beside it. */
export function ReportIcon({ state }: { state: string }) {
  const { icon: Icon, tone } = lookUp(reportLooks, state)
  return (
    <span className={cn('z-1 flex size-6 shrink-0 items-center justify-center rounded-full', fillOf[tone])} aria-hidden>
      <Icon className="size-3.5" strokeWidth={2.25} />
    </span>
  )
}
export const ReportPill = ({ state }: Props<string>) => <Pill look={lookUp(reportLooks, state)} />
export const MaintenanceState = ({ state, ...rest }: Props<string>) => (
  <State look={lookUp(maintenanceLooks, state)} {...rest} />
)
export const MaintenancePill = ({ state }: Props<string>) => <Pill look={lookUp(maintenanceLooks, state)} />
export const DeliveryState = ({ state, ...rest }: Props<string>) => (
  <State look={lookUp(deliveryLooks, state)} {...rest} />
)
export const Outcome = ({ state, ...rest }: Props<string>) => <State look={lookUp(outcomeLooks, state)} {...rest} />
export const HeadlinePill = ({ state, children }: Props<string> & { children: React.ReactNode }) => (
  <Pill look={lookUp(headlineLooks, state)}>{children}</Pill>
)

/** Switched off on purpose, which is neither well nor unknown. */
export const OffPill = () => (
  <span className="inline-flex h-5.5 items-center gap-1.5 rounded-full bg-sunken px-2 text-xs font-medium text-muted">
    <CircleSlash className="size-3.5" aria-hidden />
    Off
  </span>
)

/** Nothing is known, which is not the same as all is well. */
export const UnknownPill = ({ children }: { children: React.ReactNode }) => (
  <Pill look={unknownLook('unknown')}>{children}</Pill>
)

function lookUp(looks: Record<string, Look>, code: string): Look {
  return looks[code] ?? unknownLook(code)
}

/** In the order of their severity or course, for menus. */
export const componentStatuses = Object.entries(componentLooks).map(([value, { word }]) => ({
  value: value as ComponentStatus,
  word,
}))
export const reportStatuses = Object.entries(reportLooks).map(([value, { word }]) => ({
  value: value as Report['status'],
  word,
}))
export const levels = Object.entries(levelLooks).map(([value, { word }]) => ({
  value: value as Incident['level'],
  word,
}))
