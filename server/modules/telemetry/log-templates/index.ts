/** Templates of plain log lines. */
import type { Services } from '#platform/context'

/** `id` stays when the template becomes wider. */
export type MinedTemplate = { id: string; template: string }

/** Learns from the line; undefined: it says too little to belong anywhere. */
export function mineTemplate(
  _services: Services,
  _source: { workspaceId: string; projectId: string },
  _line: string,
): Promise<MinedTemplate | undefined> {
  return Promise.resolve(undefined)
}
