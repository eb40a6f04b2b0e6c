import type { Deed } from '../core/preview'
import type { Objection } from '../core/exchange'
import type { FieldType } from '../core/fields'
import type { IntentKind } from '../core/intent'
import type { Role } from '../core/person'
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
  duplicate: '复制',
  movePanels: '移动面板',
  arrange: '整理布局',
  editPanel: '编辑面板',
  addLink: '添加连线',
  editLink: '编辑连线',
  remove: '删除',
  applyProposal: '应用建议',
  undo: '撤销',
  redo: '重做',
}

const roles: Record<Role, string> = { viewer: '可查看', editor: '可编辑', admin: '管理员' }

const fieldTypes: Record<FieldType, string> = {
  text: '文本',
  number: '数字',
  date: '日期',
  choice: '选项',
  yesNo: '是或否',
  table: '表格',
  other: '结构化数据',
}

const objections: Record<Objection, string> = {
  noJson: '无法读取该文件。请选择从这里导出的文件。',
  noGraph: '该文件中没有图谱。请选择从这里导出的文件。',
  dangling: '该文件中有连线指向不存在的面板。',
  tooLarge: '该文件中的图谱超出了此环境允许的大小。',
  newer: '该文件由更新的版本生成。',
}

export const zh: Messages = {
  menu: '菜单',
  reference: (id) => `支持编号：${id}`,
  broken: '这里出了点问题。已保存的内容不受影响。',
  reload: '重新加载页面',
  more: (what) => `“${what}”的更多操作`,
  undo: '撤销',
  rename: '重命名',
  duplicate: '复制一份',
  export: '导出',
  save: '保存',
  yes: '是',
  no: '否',
  copyOf: (name) => `${name}（副本）`,
  objections,
  language: '语言',
  theme: '外观',
  themes: { auto: '跟随系统', light: '浅色', dark: '深色' },
  close: '关闭',
  cancel: '取消',
  retry: '重试',
  loading: '正在加载…',
  problems: {
    offline: '无法连接服务器，请检查网络。',
    denied: '您的登录已失效。',
    forbidden: '您的角色不允许此操作。',
    noRole: '您的账号尚未开通权限，请联系系统管理员。',
    absent: '该工作区不存在，或属于其他团队。',
    stale: '其他人抢先做了修改。',
    refused: '无法完成此操作，输入的内容可能不被允许。',
    tooLarge: '内容过大。',
    limited: '操作过于频繁，稍后自动重试。',
    tooMany: '团队的工作区数量已达上限，请先删除不再需要的工作区。',
    full: '活跃工作区的名额已满，稍后自动重试。',
    noModel: '暂时无法提供建议。',
    unavailable: '服务暂时没有响应，稍后自动重试。',
  },
  deed,
  signIn: {
    title: '登录 Nexus',
    lead: '团队与模型一起塑造的图谱。',
    with: '登录',
    at: (host) => `您将在 ${host} 登录，然后返回此处。`,
    leaving: '正在前往登录页面…',
    back: '正在登录…',
    away: '登录服务暂时没有响应，请稍后再试。',
    refused: '未能登录。请重试，或联系系统管理员。',
    otherWay: '改用访问令牌',
    token: '访问令牌',
    hint: '请粘贴您收到的令牌。它只保存在当前标签页中，关闭后即清除。',
    submit: '登录',
    malformed: '这不是访问令牌。令牌由三段组成，以点分隔。',
    denied: '该令牌在此无效或已过期，请重新获取。',
  },
  account: {
    signOut: '退出登录',
    roles,
    of: (tenant) => `团队 ${tenant}`,
    expiresSoon: (minutes) => `您的登录将在 ${minutes} 分钟后失效。`,
    renew: '保持登录',
    renewTitle: '您的登录已失效',
    renewLead: '输入新令牌即可继续，您的修改不会丢失。',
    againLead: '请重新登录以继续。',
    again: '重新登录',
    otherUser: '该令牌属于其他用户或团队。如需切换，请先退出登录。',
  },
  list: {
    title: '工作区',
    name: '新工作区的名称',
    placeholder: '例如：订单处理',
    create: '新建工作区',
    import: '导入文件',
    search: '搜索工作区',
    empty: '还没有工作区',
    emptyLead: '在上方为第一个工作区命名，或导入文件。',
    emptyViewer: '您的团队还没有创建工作区。',
    nothing: (name) => `没有名为“${name}”的工作区`,
    nothingLead: '请尝试输入名称的一部分。',
    version: (version) => `${version} 次修改`,
    updated: (when) => `${when}更新`,
    active: '使用中',
    more: '显示更多',
    delete: '删除',
    created: (name) => `已创建“${name}”。`,
    deleted: (name) => `已删除“${name}”。`,
    renameTitle: '重命名工作区',
    newName: '名称',
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
    arrange: '整理布局',
    arranged: '已整理面板布局。',
    outline: '面板',
    find: '查找面板',
    foundNone: '没有标题或字段包含此内容的面板。',
    newPanel: '新面板',
    empty: '图谱还是空的',
    emptyLead: '从添加一个面板开始。',
    emptyAsk: '从添加一个面板开始，或在下方描述您的需求。',
    emptyViewer: '还没有人添加内容。',
    gone: '该工作区已被删除。',
    viewOnly: '仅查看',
    viewOnlyLead: '您可以查看此工作区，但不能修改。',
    deleted: (count) => `已删除 ${count} 项。`,
    panels: (count) => `${count} 个面板`,
    links: (count) => `${count} 条连线`,
    panelLabel: (title, links) => `面板 ${title}，${links} 条连线`,
    linkLabel: (from, to) => `从 ${from} 到 ${to} 的连线`,
    selectedBy: (names) => `${names} 已选中`,
    people: (count) => `另有 ${count} 人在此`,
    moreFacts: (count) => `另有 ${count} 项`,
    rows: (count) => `${count} 行`,
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
    label: '标签',
    fields: '字段',
    noFields: '还没有字段。请添加重要的内容：负责人、日期、状态……',
    addField: '添加字段',
    fieldName: '名称',
    fieldType: '类型',
    fieldTypes,
    options: '选项，每行一个',
    fieldTaken: '已有同名字段。',
    editField: (name) => `修改字段“${name}”`,
    fieldSettings: '名称和类型…',
    removeField: '移除字段',
    moveUp: '上移',
    moveDown: '下移',
    done: '完成',
    noChoice: '无',
    addRow: '添加行',
    removeRow: (row) => `移除第 ${row} 行`,
    addColumn: '添加列',
    column: '新列',
    cell: (column, row) => `${column}，第 ${row} 行`,
    noNumber: '这不是数字。',
    structured: '请在专家视图中修改。',
    expert: '专家视图',
    data: '数据（JSON）',
    position: '位置',
    badJson: (why) => `不是有效的 JSON：${why}`,
    noObject: '数据必须是对象：{ … }',
    save: '保存',
    revert: '放弃修改',
    changedByOthers: '其他人刚刚修改了这里。您输入的内容将覆盖它。',
    delete: '删除',
    links: '连线',
    linkTo: '连接到',
    addLink: '连接',
    choose: '选择面板',
    from: (title) => `来自 ${title}`,
    to: (title) => `前往 ${title}`,
    noLinks: '还没有连线',
  },
  ask: {
    label: '提出修改要求',
    placeholder: '描述您想要的修改…',
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
    lost: (intent, isRefused) => `您的修改未能完成：${intents[intent]}。${isRefused ? '内容过大，或不被允许。' : '相关内容已不存在。'}`,
    overwrote: (intent) => `其他人也修改了同一处，您的修改（${intents[intent]}）已将其覆盖。`,
    theirs: (author, what, more) => (more > 0 ? `${author}：${what}，另有 ${more} 项` : `${author}：${what}`),
    somebody: '有人',
  },
}
