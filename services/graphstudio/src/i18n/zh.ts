import type { Deed } from '../core/preview'
import type { IntentKind } from '../core/intent'
import type { Messages } from './en'

const deed = (it: Deed): string => {
  switch (it.deed) {
    case 'addPanel':
      return `添加面板“${it.title}”`
    case 'removePanel':
      return `删除面板“${it.title}”`
    case 'renamePanel':
      return `将“${it.title}”重命名为“${it.to}”`
    case 'movePanel':
      return `移动“${it.title}”`
    case 'editPanel':
      return it.field ? `修改“${it.title}”的“${it.field}”` : `修改“${it.title}”`
    case 'addLink':
      return `连接“${it.from}”到“${it.to}”`
    case 'removeLink':
      return `删除从“${it.from}”到“${it.to}”的连线`
    case 'editLink':
      return `修改从“${it.from}”到“${it.to}”的连线`
    case 'check':
      return `确认 ${it.path} 未被修改`
    case 'other':
      return `${it.op} ${it.path}`
  }
}

const intents: Record<IntentKind, string> = {
  addPanel: '添加面板',
  movePanels: '移动面板',
  editPanel: '编辑面板',
  addLink: '添加连线',
  editLink: '编辑连线',
  remove: '删除',
  applyProposal: '应用建议',
  undo: '撤销',
  redo: '重做',
}

export const zh: Messages = {
  language: '语言',
  theme: '外观',
  themes: { auto: '跟随系统', light: '浅色', dark: '深色' },
  close: '关闭',
  cancel: '取消',
  retry: '重试',
  loading: '正在加载…',
  problems: {
    offline: '无法连接服务器。',
    denied: '您的令牌已失效。',
    absent: '该工作区不存在，或属于其他租户。',
    stale: '其他人抢先做了修改。',
    refused: '服务器拒绝了此操作。',
    tooLarge: '内容过大。',
    limited: '请求过于频繁，稍后自动重试。',
    full: '活跃工作区的名额已满，稍后自动重试。',
    noModel: '此环境未配置模型。',
    unavailable: '服务暂时没有响应，稍后自动重试。',
  },
  deed,
  signIn: {
    title: '登录 Nexus',
    lead: '团队与模型一起塑造的图谱。',
    token: '访问令牌',
    hint: '请粘贴管理员提供的令牌。它只保存在当前标签页中，关闭后即清除。',
    submit: '登录',
    without: '不使用令牌继续',
    malformed: '这不是访问令牌。令牌由三段组成，以点分隔。',
    expired: '该令牌已过期，请重新获取。',
    denied: '服务器不接受该令牌。',
  },
  account: {
    signOut: '退出登录',
    of: (tenant) => `租户 ${tenant}`,
    expiresSoon: (minutes) => `令牌将在 ${minutes} 分钟后过期。`,
    renew: '输入新令牌',
    renewTitle: '令牌已过期',
    renewLead: '输入新令牌即可继续，您的修改不会丢失。',
    otherUser: '该令牌属于其他用户或租户。如需切换，请先退出登录。',
  },
  list: {
    title: '工作区',
    name: '新工作区的名称',
    placeholder: '例如：订单处理',
    create: '新建工作区',
    empty: '还没有工作区',
    emptyLead: '在上方为第一个工作区命名。',
    version: (version) => `${version} 次修改`,
    updated: (when) => `${when}更新`,
    active: '活跃',
    more: '显示更多',
    delete: (name) => `删除“${name}”`,
    deleteTitle: (name) => `删除“${name}”？`,
    deleteLead: '该工作区及其图谱将对租户内所有人消失，且无法恢复。',
    deleteConfirm: '删除工作区',
    created: (name) => `已创建“${name}”。`,
    deleted: (name) => `已删除“${name}”。`,
  },
  studio: {
    back: '所有工作区',
    canvas: '图谱',
    canvasHelp: '按 Tab 在面板和连线间移动，按回车选中，用方向键移动选中的面板，按 Delete 删除。所有面板也列在大纲中。',
    tools: '工具',
    addPanel: '添加面板',
    undo: '撤销',
    redo: '重做',
    zoomIn: '放大',
    zoomOut: '缩小',
    fit: '适应窗口',
    outline: '大纲',
    newPanel: '新面板',
    empty: '图谱还是空的',
    emptyLead: '添加第一个面板，或在下方提出要求。',
    gone: '该工作区已被删除。',
    panels: (count) => `${count} 个面板`,
    links: (count) => `${count} 条连线`,
    panelLabel: (title, links) => `面板 ${title}，${links} 条连线`,
    linkLabel: (from, to) => `从 ${from} 到 ${to} 的连线`,
    mark: { added: '新增', changed: '修改', removed: '删除' },
  },
  status: {
    loading: '加载中',
    live: '已保存',
    saving: '保存中',
    connecting: '连接中',
    offline: '离线',
    asleep: '已暂停',
    full: '名额已满',
    trouble: '等待中',
    version: (version) => `版本 ${version}`,
    offlineLead: '您已离线。修改保存在当前标签页中，恢复连接后自动发送。',
    asleepLead: '该工作区闲置已久。您一做修改，它就会恢复。',
    wake: '立即恢复',
  },
  inspector: {
    panel: '面板',
    link: '连线',
    several: (count) => `已选中 ${count} 项`,
    title: '标题',
    data: '数据（JSON）',
    position: '位置',
    badJson: (why) => `不是有效的 JSON：${why}`,
    noObject: '数据必须是对象：{ … }',
    save: '保存',
    revert: '放弃修改',
    changedByOthers: '其他人刚刚修改了这里。保存将以您编辑的内容覆盖对方的版本。',
    delete: '删除',
    links: '连线',
    linkTo: '连接到',
    addLink: '连接',
    choose: '选择面板',
    from: (title) => `来自 ${title}`,
    to: (title) => `前往 ${title}`,
    noLinks: '没有连线',
  },
  ask: {
    label: '提出修改要求',
    placeholder: '提出修改要求，例如：在开票之前增加一个库存检查步骤',
    submit: '提问',
    thinking: '思考中…',
    proposal: '建议的修改',
    confidence: (percent) => `置信度 ${percent}%`,
    warnings: '注意事项',
    nothing: '模型没有提出修改建议。',
    stale: '图谱已发生变化，此建议不再适用。请重新提问。',
    apply: '应用',
    drop: '忽略',
    shown: (count) => `画布上显示了包含 ${count} 项操作的建议，尚未做任何修改。`,
    applied: '已应用建议。',
  },
  notices: {
    title: '消息',
    lost: (intent, detail) => `您的修改未能完成：${intents[intent]}。${detail ?? '相关内容已不存在。'}`,
    overwrote: (intent) => `其他人也修改了同一处，您的修改（${intents[intent]}）已将其覆盖。`,
    theirs: (author, what, more) => (more > 0 ? `${author}：${what}，另有 ${more} 项` : `${author}：${what}`),
    somebody: '有人',
  },
}
