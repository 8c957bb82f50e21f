/** What belongs to one event beside the event itself. */
import { queryOptions } from '@tanstack/react-query'
import { ApiError, clientFor } from '../../api.ts'
import { dataUrl, maxPictureBytes, pictureOf } from './picture.ts'

export const attachmentsQuery = (workspace: string, projectId: string, eventId: string) =>
  queryOptions({
    queryKey: [workspace, 'attachments', projectId, eventId],
    queryFn: ({ signal }) => clientFor(workspace).listAttachments({ query: { projectId, eventId }, signal }),
    staleTime: 60_000,
  })

export const feedbackQuery = (workspace: string, projectId: string, eventId: string) =>
  queryOptions({
    queryKey: [workspace, 'feedback', projectId, eventId],
    queryFn: ({ signal }) => clientFor(workspace).listFeedback({ query: { projectId, eventId, limit: 20 }, signal }),
    staleTime: 30_000,
  })

/** Null: it is no picture, or none that may be shown. */
export const pictureQuery = (workspace: string, attachmentId: string) =>
  queryOptions({
    queryKey: [workspace, 'picture', attachmentId],
    queryFn: async ({ signal }) => {
      const url = `/api/v1/attachments/${attachmentId}/file`
      const answer = await fetch(url, { headers: { 'watchword-workspace': workspace }, signal })
      if (!answer.ok)
        throw new ApiError({ status: answer.status, code: 'unavailable', detail: 'the file is not there' })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      const picture = bytes.length > maxPictureBytes ? undefined : pictureOf(bytes)
      return picture ? { url: dataUrl(bytes, picture), width: picture.width, height: picture.height } : null
    },
    staleTime: Infinity,
    retry: false,
  })

export const incidentReleasesQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'incidentReleases', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).listIncidentReleases({ params: { incidentId }, signal }),
    staleTime: 30_000,
  })
