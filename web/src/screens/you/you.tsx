import { getRouteApi, Link } from '@tanstack/react-router'
import { tab as tabAttributes, TabPanel, Tabs } from '../../components/tabs.tsx'
import { youTabs } from '../../tabs.ts'
import { useSession } from '../../session.ts'
import { Activity } from './activity.tsx'
import { OutsideFrame } from './outside-frame.tsx'
import { Privacy } from './privacy.tsx'
import { Profile } from './profile.tsx'
import { Security } from './security.tsx'
import { Sessions } from './sessions.tsx'

const route = getRouteApi('/you')

const words = {
  profile: 'Profile',
  security: 'Sign-in',
  sessions: 'Sessions',
  activity: 'Activity',
  privacy: 'Privacy',
} as const
const panels = {
  profile: Profile,
  security: Security,
  sessions: Sessions,
  activity: Activity,
  privacy: Privacy,
} as const

/** The person, in all their workspaces alike: who one is, how one signs in, and where one is signed in. */
export function You() {
  const { tab = 'profile' } = route.useSearch()
  const { user } = useSession()
  const Panel = panels[tab]
  return (
    <OutsideFrame title={user.name} lead={user.email}>
      <Tabs label="You">
        {youTabs.map((each) => (
          <Link key={each} to="/you" search={{ tab: each }} replace {...tabAttributes(each === tab)}>
            {words[each]}
          </Link>
        ))}
      </Tabs>
      <TabPanel label={words[tab]}>
        <Panel />
      </TabPanel>
    </OutsideFrame>
  )
}
