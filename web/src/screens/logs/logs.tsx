import { getRouteApi, Link } from '@tanstack/react-router'
import { useTitle } from '../../components/screen.tsx'
import { tab as tabAttributes, TabPanel } from '../../components/tabs.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useWorkspace } from '../../session.ts'
import { logTabs } from '../../tabs.ts'
import { Lines } from './lines.tsx'
import { Templates } from './templates.tsx'

const route = getRouteApi('/$workspace/logs')

const words = { lines: 'Lines', templates: 'Templates' } as const

export function Logs() {
  useTitle('Logs')
  const { slug } = useWorkspace()
  const { tab = 'lines', project, range } = route.useSearch()
  return (
    <div className="pb-16">
      <h1 className="sr-only">Logs</h1>
      <div className="-mb-5 px-4 pt-1 md:px-4">
        <Tabs label="Logs">
          {logTabs.map((each) => (
            <Link
              key={each}
              to="/$workspace/logs"
              params={{ workspace: slug }}
              search={{ project, range, tab: each === 'lines' ? undefined : each }}
              {...tabAttributes(each === tab)}
            >
              {words[each]}
            </Link>
          ))}
        </Tabs>
      </div>
      <TabPanel label={words[tab]}>{tab === 'lines' ? <Lines /> : <Templates />}</TabPanel>
    </div>
  )
}
