import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { JsonObject } from '#common/dashboards'
import { ApiError, sentence } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { toast, toastError } from '../../../components/toast.tsx'
import { useClient } from '../../../session.ts'
import { useBoard } from '../board.ts'
import { dashboardQuery } from '../queries.ts'

type Input = { json: JsonObject; message: string; onSaved: (json: JsonObject) => void }
type Conflict = { detail: string; version: number }

/** Saves what is here; when somebody else has saved meanwhile, the person decides what becomes of both. */
export function useSave({ json, message, onSaved }: Input) {
  const { workspace, stored } = useBoard()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [saving, setSaving] = useState(false)
  const [conflict, setConflict] = useState<Conflict>()
  const { queryKey } = dashboardQuery(workspace, stored.id)

  const put = async (version: number): Promise<void> => {
    setSaving(true)
    setConflict(undefined)
    try {
      const saved = await client.updateDashboard({
        params: { dashboardId: stored.id },
        body: { version, dashboard: json, message },
      })
      queryClient.setQueryData(queryKey, saved)
      onSaved(saved.dashboard)
      toast({ words: `Saved as version ${saved.version}.`, tone: 'good' })
      await queryClient.invalidateQueries({ queryKey: [workspace, 'dashboards'] })
    } catch (error) {
      const version409 = conflictOf(error)
      if (version409) setConflict(version409)
      else toastError(error)
    } finally {
      setSaving(false)
    }
  }
  const saveAsCopy = async (): Promise<void> => {
    setConflict(undefined)
    try {
      const made = await client.createDashboard({ body: { dashboard: json, title: `${stored.title} (mine)` } })
      onSaved(stored.dashboard)
      await queryClient.invalidateQueries({ queryKey: [workspace, 'dashboards'] })
      await navigate({
        to: '/$workspace/dashboards/$dashboardId',
        params: { workspace, dashboardId: made.id },
        ignoreBlocker: true,
      })
    } catch (error) {
      toastError(error)
    }
  }
  const takeTheirs = async (): Promise<void> => {
    setConflict(undefined)
    const theirs = await queryClient.fetchQuery({ ...dashboardQuery(workspace, stored.id), staleTime: 0 })
    onSaved(theirs.dashboard)
  }
  const dialogs = (
    <Dialog
      open={conflict !== undefined}
      onClose={() => setConflict(undefined)}
      title="Somebody else has saved meanwhile"
    >
      <div className="flex flex-col gap-4 px-5 pb-5">
        <p>{conflict && sentence(conflict.detail)}</p>
        <p className="text-muted">Your changes are still here. Theirs stay among the versions in any case.</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => void takeTheirs().catch(toastError)}>Discard mine, show theirs</Button>
          <Button onClick={() => void saveAsCopy()}>Save mine as a copy</Button>
          <Button look="danger" onClick={() => conflict && void put(conflict.version)}>
            Save mine over theirs
          </Button>
        </div>
      </div>
    </Dialog>
  )
  return { save: () => void put(stored.version), saving, dialogs }
}

/** The version that is there now stands with the refusal. */
function conflictOf(error: unknown): Conflict | undefined {
  if (!(error instanceof ApiError) || error.status !== 409) return undefined
  const version = Number(error.fields.find(({ path }) => path.endsWith('version'))?.message)
  return Number.isInteger(version) ? { detail: error.detail, version } : undefined
}
