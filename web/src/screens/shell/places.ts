import BellRing from 'lucide-react/icons/bell-ring'
import ChartGantt from 'lucide-react/icons/chart-gantt'
import ChartLine from 'lucide-react/icons/chart-line'
import Gauge from 'lucide-react/icons/gauge'
import HeartPulse from 'lucide-react/icons/heart-pulse'
import House from 'lucide-react/icons/house'
import Inbox from 'lucide-react/icons/inbox'
import KeyRound from 'lucide-react/icons/key-round'
import LayoutDashboard from 'lucide-react/icons/layout-dashboard'
import ListFilter from 'lucide-react/icons/list-filter'
import Logs from 'lucide-react/icons/logs'
import Megaphone from 'lucide-react/icons/megaphone'
import Package from 'lucide-react/icons/package'
import Rocket from 'lucide-react/icons/rocket'
import ScrollText from 'lucide-react/icons/scroll-text'
import Send from 'lucide-react/icons/send'
import Server from 'lucide-react/icons/server'
import Settings2 from 'lucide-react/icons/settings-2'
import ShieldCheck from 'lucide-react/icons/shield-check'
import Siren from 'lucide-react/icons/siren'
import Users from 'lucide-react/icons/users'

/** Where one can go: the rail, the bottom bar, the palette and the `g` keys are made from this. */
export const places = [
  {
    to: '/$workspace',
    name: 'Overview',
    short: 'Overview',
    keys: 'g o',
    icon: House,
    group: 'watch',
    permission: 'incidents.read',
  },
  {
    to: '/$workspace/incidents',
    name: 'Incidents',
    short: 'Incidents',
    keys: 'g i',
    icon: Siren,
    group: 'watch',
    permission: 'incidents.read',
  },
  {
    to: '/$workspace/logs',
    name: 'Logs',
    short: 'Logs',
    keys: 'g l',
    icon: Logs,
    group: 'watch',
    permission: 'incidents.read',
  },
  {
    to: '/$workspace/events',
    name: 'Events',
    short: 'Events',
    keys: 'g e',
    icon: ListFilter,
    group: 'watch',
    permission: 'incidents.read',
  },
  {
    to: '/$workspace/traces',
    name: 'Traces',
    short: 'Traces',
    keys: 'g t',
    icon: ChartGantt,
    group: 'watch',
    permission: 'incidents.read',
  },
  {
    to: '/$workspace/metrics',
    name: 'Metrics',
    short: 'Metrics',
    keys: 'g x',
    icon: ChartLine,
    group: 'watch',
    permission: 'metrics.read',
  },
  {
    to: '/$workspace/alerts',
    name: 'Alerts',
    short: 'Alerts',
    keys: 'g f',
    icon: BellRing,
    group: 'watch',
    permission: 'incidents.read',
  },
  {
    to: '/$workspace/dashboards',
    name: 'Dashboards',
    short: 'Dashboards',
    keys: 'g d',
    icon: LayoutDashboard,
    group: 'watch',
    permission: 'dashboards.read',
  },
  {
    to: '/$workspace/releases',
    name: 'Releases',
    short: 'Releases',
    keys: 'g r',
    icon: Rocket,
    group: 'watch',
    permission: 'incidents.read',
  },
  {
    to: '/$workspace/monitors/checks',
    name: 'Monitors',
    short: 'Monitors',
    keys: 'g h',
    icon: HeartPulse,
    group: 'watch',
    permission: 'incidents.read',
  },
  {
    to: '/$workspace/hosts',
    name: 'Hosts',
    short: 'Hosts',
    keys: 'g n',
    icon: Server,
    group: 'watch',
    permission: 'metrics.read',
  },
  {
    to: '/$workspace/pages',
    name: 'Status pages',
    short: 'Pages',
    keys: 'g s',
    icon: Megaphone,
    group: 'watch',
    permission: 'statuspages.read',
  },
  {
    to: '/$workspace/settings/general',
    name: 'General',
    short: 'General',
    keys: 'g w',
    icon: Settings2,
    group: 'settings',
    permission: 'workspace.read',
  },
  {
    to: '/$workspace/settings/projects',
    name: 'Projects',
    short: 'Projects',
    keys: 'g p',
    icon: Package,
    group: 'settings',
    permission: 'projects.read',
  },
  {
    to: '/$workspace/settings/keys',
    name: 'API keys',
    short: 'Keys',
    keys: 'g k',
    icon: KeyRound,
    group: 'settings',
    permission: 'keys.read',
  },
  {
    to: '/$workspace/settings/channels',
    name: 'Channels',
    short: 'Channels',
    keys: 'g c',
    icon: Send,
    group: 'settings',
    permission: 'channels.read',
  },
  {
    to: '/$workspace/settings/usage',
    name: 'Usage',
    short: 'Usage',
    keys: 'g u',
    icon: Gauge,
    group: 'settings',
    permission: 'projects.read',
  },
  {
    to: '/$workspace/settings/members',
    name: 'Members',
    short: 'Members',
    keys: 'g m',
    icon: Users,
    group: 'settings',
    permission: 'members.read',
  },
  {
    to: '/$workspace/settings/audit',
    name: 'Audit log',
    short: 'Audit',
    keys: 'g a',
    icon: ScrollText,
    group: 'settings',
    permission: 'audit.read',
  },
  {
    to: '/$workspace/settings/privacy',
    name: 'Privacy',
    short: 'Privacy',
    keys: 'g y',
    icon: ShieldCheck,
    group: 'settings',
    permission: 'workspace.read',
  },
  {
    to: '/$workspace/outbox',
    name: 'Outbox',
    short: 'Outbox',
    keys: 'g b',
    icon: Inbox,
    group: 'settings',
    permission: 'outbox.read',
  },
] as const

export type Place = (typeof places)[number]
