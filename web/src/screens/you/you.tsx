import { getRouteApi, Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import { Screen } from '../../components/screen.tsx'
import { tab as tabAttributes, TabPanel, Tabs } from '../../components/tabs.tsx'
import { youTabs } from '../../router.tsx'
import { useSession } from '../../session.ts'
import { Mark } from '../shell/rail.tsx'
import { Activity } from './activity.tsx'
import { Profile } from './profile.tsx'
import { Security } from './security.tsx'
import { Sessions } from './sessions.tsx'

const route = getRouteApi('/you')

const words = { profile: 'Profile', security: 'Sign-in', sessions: 'Sessions', activity: 'Activity' } as const
const panels = { profile: Profile, security: Security, sessions: Sessions, activity: Activity } as const

/** The person, in all their workspaces alike: who one is, how one signs in, and where one is signed in. */
export function You() {
  const { tab = 'profile' } = route.useSearch()
  const { user } = useSession()
  const Panel = panels[tab]
  return (
    <div className="min-h-dvh">
      <header className="flex h-13 items-center gap-2 px-4 md:px-8">
        <Mark />
        <span className="text-base font-semibold tracking-tight">Watchword</span>
        <Link to="/" className="ml-auto flex items-center gap-1.5 text-muted hover:text-text">
          <ArrowLeft className="size-4" aria-hidden />
          Back to work
        </Link>
      </header>
      <main>
        <Screen title={user.name} lead={user.email} narrow>
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
        </Screen>
      </main>
    </div>
  )
}
