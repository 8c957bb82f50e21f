/**
 * A configuration is a file by which somebody describes things of a workspace (`watchword apply`). The server keeps which
 * things came from which file, so that what is taken out of the file can be found; what they are to be stays in the file.
 */
export const configurationKinds = [
  ...(['project', 'projectQuota', 'workspaceQuota', 'channel', 'heartbeat', 'monitor'] as const),
  ...(['statusPage', 'pageHost', 'uptimePolicy', 'componentGroup', 'component'] as const),
  ...(['reportTemplate', 'proposalRule', 'maintenanceSeries', 'alertRuleGroup', 'dashboard'] as const),
] as const
export type ConfigurationKind = (typeof configurationKinds)[number]

export type ConfiguredThing = { kind: ConfigurationKind; id: string }

export type Configuration = {
  name: string
  /** In the order in which the file gave them. */
  things: ConfiguredThing[]
  /** Null: nothing was applied under this name. */
  appliedAt: Date | null
}

export const configurationName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
export const maxConfigurations = 100
/** As many as a workspace may have monitors, and some. */
export const maxThings = 15_000
