import { getWorkspace } from '#modules/workspaces'
import type { Context } from '#platform/context'

/** What every message says of where it comes from. `appPath` begins all links into the workspace. */
export async function describeWorkspace(
  ctx: Context,
): Promise<{ workspaceName: string; settingsUrl: string; appPath: string }> {
  const { name, slug } = await getWorkspace(ctx)
  const appPath = `${ctx.config.appUrl}/app/${slug}`
  return { workspaceName: name, settingsUrl: `${appPath}/settings/channels`, appPath }
}
