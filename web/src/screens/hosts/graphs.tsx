import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { HostGraphs } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { bytes } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { HostGraph } from './graph.tsx'
import { hostGraphsQuery } from './queries.ts'
import { percent } from './words.ts'

const rate = (value: number): string => (value < 1024 ? `${Math.round(value)} B/s` : `${bytes(value)}/s`)

/** The last hour: processor, memory, disks, network. */
export function LastHour({ hostId }: { hostId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(hostGraphsQuery(slug, hostId))
  return (
    <Section title="The last hour">
      <Card className="p-4">
        <Loaded query={query} skeleton={<Skeleton className="h-80 w-full" />}>
          {(graphs) => <Four graphs={graphs} />}
        </Loaded>
      </Card>
    </Section>
  )
}

function Four({ graphs: { points } }: { graphs: HostGraphs }) {
  const drawn = useMemo(() => {
    const line = (label: string, name: Exclude<keyof HostGraphs['points'][number], 'at'>) => ({
      label,
      values: points.map((point) => point[name]),
    })
    return {
      times: points.map(({ at }) => at),
      cpu: [line('In use', 'cpuShare')],
      memory: [line('In use', 'memoryShare')],
      disk: [line('Read', 'diskReadRate'), line('Written', 'diskWriteRate')],
      network: [line('Received', 'receivedRate'), line('Sent', 'sentRate')],
    }
  }, [points])
  const { times } = drawn
  return (
    <div className="grid gap-6 md:grid-cols-2">
      <HostGraph title="Processor" times={times} lines={drawn.cpu} words={percent} max={1} />
      <HostGraph title="Memory" times={times} lines={drawn.memory} words={percent} max={1} />
      <HostGraph title="Disks" times={times} lines={drawn.disk} words={rate} />
      <HostGraph title="Network" times={times} lines={drawn.network} words={rate} />
    </div>
  )
}
