import { getRouteApi, Link } from '@tanstack/react-router'
import { Screen } from '../../components/screen.tsx'
import { tab as tabAttributes, TabPanel, Tabs } from '../../components/tabs.tsx'
import { auditTabs } from '../../tabs.ts'
import { useWorkspace } from '../../session.ts'
import { Checkpoints } from './checkpoints.tsx'
import { Entries } from './entries.tsx'
import { ExportMenu } from './export-menu.tsx'
import { SignIns } from './sign-ins.tsx'

const route = getRouteApi('/$workspace/settings/audit')

const words = { entries: 'Entries', signIns: 'Sign-ins', checkpoints: 'Checkpoints' } as const
const panels = { entries: Entries, signIns: SignIns, checkpoints: Checkpoints } as const

export function Audit() {
  const { slug } = useWorkspace()
  const { tab = 'entries' } = route.useSearch()
  const Panel = panels[tab]
  return (
    <Screen
      title="Audit log"
      lead="Who did what in this workspace. Each entry is chained to the one before, so nothing can be changed unseen."
      actions={<ExportMenu />}
    >
      <Tabs label="Audit log">
        {auditTabs.map((each) => (
          <Link
            key={each}
            to="/$workspace/settings/audit"
            params={{ workspace: slug }}
            search={each === 'entries' ? {} : { tab: each }}
            replace
            {...tabAttributes(each === tab)}
          >
            {words[each]}
          </Link>
        ))}
      </Tabs>
      <TabPanel label={words[tab]}>
        <Panel />
      </TabPanel>
    </Screen>
  )
}
