/** Brings what the stream tells into the data that is shown. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { refreshIncident } from './screens/incidents/queries.ts'
import { openStream, type StreamMessage, type StreamState } from './stream.ts'

export type Live = { state: StreamState; /** When the last word came. */ asOf: Date }

let live: Live = { state: 'connecting', asOf: new Date() }
const listeners = new Set<() => void>()

function setLive(next: Live): void {
  live = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether what is on the screen is what is. */
export function useLive(): Live {
  return useSyncExternalStore(subscribe, () => live)
}

/** Once for each workspace, in the shell. */
export function useStream(workspace: string): void {
  const queryClient = useQueryClient()
  useEffect(
    () =>
      openStream(workspace, {
        onState: (state) => setLive({ state, asOf: state === 'live' ? new Date() : live.asOf }),
        onMessage: (message) => {
          setLive({ state: 'live', asOf: new Date() })
          apply(queryClient, workspace, message)
        },
      }),
    [queryClient, workspace],
  )
}

/** Which data a kind of activity makes old: the first parts of query keys, after the workspace. */
const affected: Record<string, string[]> = {
  incident: ['incidentHead', 'trail', 'timeline', 'analyses', 'notes', 'occurrences', 'releaseIncidents', 'related'],
  incidentView: ['incidentViews'],
  event: ['incidentHead', 'trail'],
  grouping: ['grouping', 'groupingRevisions'],
  severityRules: ['severityRules'],
  monitor: ['monitors', 'monitor', 'checkIns'],
  release: ['releases', 'release'],
  project: ['projects', 'projects.waiting'],
  channel: ['channels', 'deliveries'],
  notificationChannel: ['channels', 'deliveries'],
  notification: ['deliveries', 'trail'],
  delivery: ['deliveries', 'channels', 'trail', 'outbox'],
  statusPage: ['pages'],
  page: ['pages'],
  component: ['pages'],
  report: ['pages', 'trail', 'incident'],
  update: ['pages', 'trail'],
  subscriber: ['pages', 'outbox'],
  subscriberMail: ['pages', 'trail', 'outbox'],
  mail: ['outbox'],
  member: ['members'],
  invitation: ['invitations', 'members'],
  apiKey: ['apiKeys'],
  ingestKey: ['ingestKeys', 'projects'],
  workspace: ['workspace'],
}

/** What is told of many times within it is fetched twice: at once, and when it is over. */
const calmMs = 1000
const calming = new Map<string, { again: boolean }>()

/** A thousand monitors that go down are a thousand messages, each of which would break off the fetch of the one before. */
function refreshCalmly(queryClient: QueryClient, workspace: string, noun: string): void {
  const key = `${workspace} ${noun}`
  const running = calming.get(key)
  if (running) {
    running.again = true
    return
  }
  const own = { again: false }
  calming.set(key, own)
  void queryClient.invalidateQueries({ queryKey: [workspace, noun] })
  setTimeout(() => {
    calming.delete(key)
    if (own.again) refreshCalmly(queryClient, workspace, noun)
  }, calmMs)
}

function apply(queryClient: QueryClient, workspace: string, message: StreamMessage): void {
  const refresh = (noun: string): void => refreshCalmly(queryClient, workspace, noun)
  if (message.event === 'gap') return void queryClient.invalidateQueries({ queryKey: [workspace] })
  if (message.event === 'incidents') {
    refresh('incidentHead')
    refresh('projects.waiting')
    for (const id of message.data.ids) void refreshIncident(queryClient, workspace, id)
    return
  }
  const { type, subjectId } = message.data
  const noun = type.split('.')[0] ?? ''
  for (const key of affected[noun] ?? []) refresh(key)
  // One's own role, or the workspace's name, may be another one now.
  if (noun === 'member' || noun === 'workspace') void queryClient.invalidateQueries({ queryKey: ['session'] })
  if (noun === 'incident') void refreshIncident(queryClient, workspace, subjectId)
}
