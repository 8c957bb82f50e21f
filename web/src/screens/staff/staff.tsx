import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import KeyRound from 'lucide-react/icons/key-round'
import { buttonClass } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { tab as tabAttributes, TabPanel, Tabs } from '../../components/tabs.tsx'
import { staffTabs } from '../../tabs.ts'
import { useSession } from '../../session.ts'
import { Missing } from '../missing/missing.tsx'
import { OutsideFrame } from '../you/outside-frame.tsx'
import { factorsQuery } from '../you/queries.ts'
import { Analytics } from './analytics.tsx'
import { Breaches } from './breaches.tsx'
import { Holds } from './holds.tsx'
import { Policy } from './policy.tsx'
import { Processors } from './processors.tsx'
import { Records } from './records.tsx'
import { Reports } from './reports.tsx'
import { Requests } from './requests.tsx'
import { Retention } from './retention.tsx'
import { Signals } from './signals.tsx'
import { SuspendedPages } from './suspended-pages.tsx'
import { Workspaces } from './workspaces.tsx'

const route = getRouteApi('/staff')

const words = {
  workspaces: 'Workspaces',
  breaches: 'Breaches',
  reports: 'Reports',
  signals: 'Signals',
  pages: 'Status pages',
  policy: 'Policy',
  requests: 'Requests',
  retention: 'Retention',
  holds: 'Holds',
  processors: 'Processors',
  records: 'Records',
  analytics: 'Analytics',
} as const

const panels = {
  workspaces: Workspaces,
  breaches: Breaches,
  reports: Reports,
  signals: Signals,
  pages: SuspendedPages,
  policy: Policy,
  requests: Requests,
  retention: Retention,
  holds: Holds,
  processors: Processors,
  records: Records,
  analytics: Analytics,
} as const

/** For those who run the installation, in no workspace. */
export function Staff() {
  const { staff } = useSession()
  return staff ? <ForStaff /> : <Missing />
}

function ForStaff() {
  return (
    <OutsideFrame
      title="This installation"
      lead="For those who run it: owners and admins of the first workspace. What you do here is on record."
    >
      <Protected />
    </OutsideFrame>
  )
}

/** Without a second factor everything here is refused, so that it is said at once. */
function Protected() {
  const query = useQuery(factorsQuery)
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
      {({ totp, passkeys }) => (totp.enabled || passkeys.length > 0 ? <Panels /> : <NeedsFactor />)}
    </Loaded>
  )
}

function NeedsFactor() {
  return (
    <Empty
      icon={<KeyRound />}
      title="Set up a second factor first"
      action={
        <Link to="/you" search={{ tab: 'security' }} className={buttonClass('primary')}>
          Set it up
        </Link>
      }
    >
      Whoever runs this installation can look into workspaces that are not theirs. That needs more than a password: a
      passkey, or codes from an app.
    </Empty>
  )
}

function Panels() {
  const { tab = 'workspaces' } = route.useSearch()
  const Panel = panels[tab]
  return (
    <>
      <Tabs label="This installation">
        {staffTabs.map((each) => (
          <Link key={each} to="/staff" search={{ tab: each }} replace {...tabAttributes(each === tab)}>
            {words[each]}
          </Link>
        ))}
      </Tabs>
      <TabPanel label={words[tab]}>
        <Panel />
      </TabPanel>
    </>
  )
}
