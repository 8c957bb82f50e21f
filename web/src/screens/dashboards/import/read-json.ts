/** The text of a dashboard, before anything of it is sent. */
import { maxDashboardBytes } from '#common/dashboards'

export function readJson(text: string): { json: Record<string, unknown> } | { problem: string } {
  if (text.trim() === '') return { problem: 'Choose a file, or paste its text.' }
  if (new Blob([text]).size > maxDashboardBytes)
    return { problem: 'It is larger than two megabytes, which is the most.' }
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { json: { ...json } }
    return { problem: 'It is JSON, but no dashboard.' }
  } catch (error) {
    return { problem: `It is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.` }
  }
}
