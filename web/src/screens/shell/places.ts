import House from 'lucide-react/icons/house'
import Inbox from 'lucide-react/icons/inbox'
import Megaphone from 'lucide-react/icons/megaphone'
import Package from 'lucide-react/icons/package'
import Send from 'lucide-react/icons/send'
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
    to: '/$workspace/pages',
    name: 'Status pages',
    short: 'Pages',
    keys: 'g s',
    icon: Megaphone,
    group: 'watch',
    permission: 'statuspages.read',
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
    to: '/$workspace/settings/channels',
    name: 'Channels',
    short: 'Channels',
    keys: 'g c',
    icon: Send,
    group: 'settings',
    permission: 'channels.read',
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
