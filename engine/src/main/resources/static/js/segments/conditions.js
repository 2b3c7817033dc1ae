// What each kind of condition asks for. A condition is changed in place; `changed` counts anew, `drawn` shows it anew.

import { h, choice, field, icon } from './dom.js';

const number = (text) => (text.trim() === '' ? undefined : Number(text));
const named = (items) => items.map((item) => [item.id ?? item.key, item.name]);

export class Conditions {
  constructor(words, vocabulary) {
    this.words = words;
    this.vocabulary = vocabulary;
    this.kinds = ['field', 'freshness', 'consent', 'message', 'call', 'event', 'journey', 'member',
      ...(vocabulary.tables.length ? ['rows'] : []),
      ...(vocabulary.aggregates.length ? ['aggregate'] : []),
      ...(vocabulary.formulas.length ? ['formula'] : [])];
  }

  word(key) {
    return this.words[key] ?? key.split('.').at(-1);
  }

  list(prefix, keys) {
    return keys.map((key) => [key, this.word(`${prefix}.${key}`)]);
  }

  /** The controls of a condition. */
  controls(node, { changed, drawn }) {
    const controls = [
      choice(this.word('kind'), [['', this.word('choose')], ...this.list('kind', this.kinds)], node.kind, (kind) => {
        const not = node.not;
        Object.keys(node).forEach((key) => delete node[key]);
        Object.assign(node, { kind, not }, this.fresh(kind));
        drawn();
      }, { 'data-first': true }),
    ];
    if (node.kind && node.kind !== 'field') {
      controls.push(choice(this.word('applies'), this.list('applies', ['yes', 'no']), node.not ? 'no' : 'yes', (value) => {
        node.not = value === 'no';
        changed();
      }));
    } else if (node.not) {
      controls.push(h('span', { class: 'rl-chip rl-chip--plain' }, this.word('applies.no')));
    }
    return [...controls, ...(this[node.kind]?.(node, changed, drawn) ?? [])];
  }

  /** What a new condition begins with. */
  fresh(kind) {
    const { fields, journeys, segments } = this.vocabulary;
    switch (kind) {
      case 'field': return { field: fields[0].name, op: fields[0].operators[0] };
      case 'freshness': return { field: fields.find((one) => one.ageing)?.name, op: 'within', days: 30 };
      case 'consent': return { channel: 'email', purpose: 'marketing', status: 'granted' };
      case 'message': return { did: 'sent' };
      case 'call': return { lastDays: 90 };
      case 'event': return { atLeast: 1 };
      case 'journey': return { journey: journeys[0]?.key, state: 'inside' };
      case 'member': return { segment: segments[0]?.id };
      case 'rows': return { table: this.vocabulary.tables[0].name, function: 'count', op: 'atLeast', value: 1 };
      case 'aggregate': return { aggregate: this.vocabulary.aggregates[0].name, op: this.vocabulary.aggregates[0].operators[0] };
      case 'formula': return { formula: this.vocabulary.formulas[0].id, holds: 'yes' };
      default: return {};
    }
  }

  fieldName(name) {
    return name.startsWith('attributes.') ? name.slice('attributes.'.length) : this.word(`field.${name}`);
  }

  fieldChoice(node, only, then) {
    const known = this.vocabulary.fields.filter(only);
    const group = (label, test) => ({
      group: label,
      options: known.filter(test).map((one) => [one.name, this.fieldName(one.name)]),
    });
    const groups = [
      group(this.word('fields.profile'), (one) => !one.name.startsWith('attributes.')),
      group(this.word('fields.attributes'), (one) => one.name.startsWith('attributes.')),
    ].filter((one) => one.options.length > 0);
    if (!known.some((one) => one.name === node.field)) {
      groups.unshift([node.field ?? '', node.field ?? this.word('choose')]);
    }
    return choice(this.word('field'), groups, node.field, (value) => {
      node.field = value;
      then();
    });
  }

  field(node, changed, drawn) {
    const known = this.vocabulary.fields.find((one) => one.name === node.field);
    const controls = [this.fieldChoice(node, () => true, () => {
      const next = this.vocabulary.fields.find((one) => one.name === node.field);
      if (!next.operators.includes(node.op)) {
        node.op = next.operators[0];
      }
      delete node.value;
      drawn();
    })];
    if (known) {
      controls.push(choice(this.word('op'), this.list('op', known.operators), node.op, (op) => {
        const before = takes(node.op);
        node.op = op;
        if (before !== takes(op)) {
          delete node.value;
        }
        drawn();
      }), ...this.value(node, known.kind, changed));
    }
    return controls;
  }

  /** What a value is compared with, by its kind and the operator. */
  value(node, kind, changed) {
    const set = (value) => {
      node.value = value;
      changed();
    };
    const read = kind === 'number' ? number : (text) => (text === '' ? undefined : text);
    const type = kind === 'number' ? 'number' : kind === 'date' ? 'date' : 'text';
    const step = kind === 'number' ? { step: 'any' } : {};
    const label = this.word('value');
    switch (takes(node.op)) {
      case 'nothing':
        return [];
      case 'days':
        return [field(this.word('days'), 'number', node.value, (text) => set(number(text)), { min: 0, max: 36500 }),
          h('span', { class: 'rl-muted' }, this.word('days.unit'))];
      case 'two':
        return [0, 1].map((i) => field(this.word(i ? 'to' : 'from'), type, node.value?.[i], (text) => {
          const both = [...(node.value ?? [])];
          both[i] = read(text);
          set(both[0] === undefined && both[1] === undefined ? undefined : [both[0] ?? null, both[1] ?? null]);
        }, step));
      case 'many': {
        const many = h('textarea', {
          class: 'form-control form-control-sm', rows: 2, 'aria-label': this.word('values'), placeholder: this.word('values'),
          oninput: (event) => {
            const lines = event.target.value.split('\n').map((line) => line.trim()).filter((line) => line !== '');
            set(lines.length === 0 ? undefined : lines.map(read));
          },
        });
        many.value = (node.value ?? []).join('\n');
        return [many];
      }
      default:
        if (kind === 'boolean') {
          node.value ??= true;
          return [choice(label, this.list('truth', ['true', 'false']), String(node.value), (value) => set(value === 'true'))];
        }
        return [field(label, type, node.value, (text) => set(read(text)), step)];
    }
  }

  freshness(node, changed, drawn) {
    return [
      this.fieldChoice(node, (one) => one.ageing, drawn),
      choice(this.word('age'), this.list('age', ['within', 'older']), node.op, (op) => { node.op = op; changed(); }),
      field(this.word('days'), 'number', node.days, (text) => { node.days = number(text); changed(); }, { min: 1 }),
      h('span', { class: 'rl-muted' }, this.word('days.unit')),
    ];
  }

  consent(node, changed) {
    const set = (name) => (value) => { node[name] = value; changed(); };
    return [
      choice(this.word('channel'), this.list('channel', this.vocabulary.channels), node.channel, set('channel')),
      choice(this.word('purpose'), this.list('purpose', this.vocabulary.purposes), node.purpose, set('purpose')),
      choice(this.word('status'), this.list('status', ['granted', 'refused', 'unknown']), node.status, set('status')),
    ];
  }

  journeyChoice(node, optional, then) {
    const journeys = named(this.vocabulary.journeys);
    return choice(this.word('journey'), optional || !node.journey ? [['', this.word('journey.any')], ...journeys] : journeys,
      node.journey, (value) => { node.journey = value || undefined; then(); });
  }

  within(node, changed) {
    return field(this.word('lastDays'), 'number', node.lastDays, (text) => { node.lastDays = number(text); changed(); },
      { min: 1, title: this.word('lastDays') });
  }

  message(node, changed, drawn) {
    const journey = this.vocabulary.journeys.find((one) => one.key === node.journey);
    const sends = journey?.steps.filter((step) => step.group === 'send' || step.id === node.step) ?? [];
    return [
      choice(this.word('did'), this.list('did', ['sent', 'opened', 'clicked']), node.did, (did) => {
        node.did = did;
        if (did !== 'clicked') {
          delete node.link;
        }
        drawn();
      }),
      this.journeyChoice(node, true, () => { delete node.step; drawn(); }),
      journey ? choice(this.word('step'), [['', this.word('step.any')], ...named(sends)], node.step,
        (value) => { node.step = value || undefined; changed(); }) : null,
      node.did === 'clicked' ? field(this.word('link'), 'text', node.link,
        (text) => { node.link = text || undefined; changed(); }) : null,
      choice(this.word('channel'), [['', this.word('channel.any')], ...this.list('channel', this.vocabulary.channels)],
        node.channel, (value) => { node.channel = value || undefined; changed(); }),
      this.within(node, changed),
    ];
  }

  call(node, changed) {
    return [
      field(this.word('outcome'), 'text', node.outcome, (text) => { node.outcome = text || undefined; changed(); }),
      this.within(node, changed),
    ];
  }

  event(node, changed, drawn) {
    return [
      field(this.word('event'), 'text', node.name, (text) => { node.name = text || undefined; changed(); }, { list: 'segment-events' }),
      field(this.word('atLeast'), 'number', node.atLeast, (text) => { node.atLeast = number(text); changed(); },
        { min: 1, title: this.word('atLeast') }),
      h('span', { class: 'rl-muted' }, this.word('times')),
      this.within(node, changed),
      ...(node.where ?? []).map((filter, i) => this.property(node, filter, i, changed, drawn)),
      h('button', {
        class: 'btn btn-sm btn-quiet', type: 'button', onclick: () => {
          node.where = [...(node.where ?? []), { property: '', op: 'is' }];
          drawn();
        },
      }, icon('plus'), this.word('property.add')),
    ];
  }

  property(node, filter, i, changed, drawn) {
    const numeric = ['lessThan', 'atMost', 'moreThan', 'atLeast'];
    return h('span', { class: 'rl-rule-filter' },
      field(this.word('property'), 'text', filter.property, (text) => { filter.property = text; changed(); }),
      choice(this.word('op'), this.list('op', ['is', 'isNot', 'contains', ...numeric]), filter.op, (op) => {
        filter.op = op;
        delete filter.value;
        drawn();
      }),
      field(this.word('value'), 'text', filter.value, (text) => {
        filter.value = numeric.includes(filter.op) ? number(text) : text || undefined;
        changed();
      }),
      h('button', {
        class: 'btn btn-sm btn-quiet', type: 'button', title: this.word('remove'), 'aria-label': this.word('remove'), onclick: () => {
          node.where.splice(i, 1);
          if (node.where.length === 0) {
            delete node.where;
          }
          drawn();
        },
      }, icon('trash')));
  }

  journey(node, changed, drawn) {
    return [
      this.journeyChoice(node, false, changed),
      choice(this.word('state'), this.list('state', ['inside', 'entered', 'ended']), node.state, (state) => {
        node.state = state;
        if (state !== 'ended') {
          delete node.outcome;
        }
        drawn();
      }),
      node.state === 'ended' ? field(this.word('outcome'), 'text', node.outcome,
        (text) => { node.outcome = text || undefined; changed(); }) : null,
      this.within(node, changed),
    ];
  }

  rows(node, changed, drawn) {
    const table = this.vocabulary.tables.find((one) => one.name === node.table);
    const type = table?.columns.find((one) => one.path === node.column)?.type;
    const suiting = (one) => one.type === 'number'
      || (['min', 'max'].includes(node.function) && ['date', 'instant'].includes(one.type));
    const kind = node.function === 'count' || !type ? 'number' : type === 'instant' ? 'date' : type;
    const operators = kind === 'date' ? ['on', 'before', 'after', 'between', 'inLastDays', 'moreThanDaysAgo', 'known', 'unknown']
      : ['is', 'isNot', 'lessThan', 'atMost', 'moreThan', 'atLeast', 'between'];
    const columns = (test) => (table?.columns ?? []).filter(test).map((one) => [one.path, one.label]);
    return [
      choice(this.word('table'), this.vocabulary.tables.map((one) => [one.name, one.label]), node.table, (name) => {
        node.table = name;
        delete node.column;
        delete node.where;
        drawn();
      }),
      choice(this.word('function'), this.list('function', ['count', 'sum', 'avg', 'min', 'max']), node.function, (name) => {
        node.function = name;
        delete node.column;
        node.op = 'atLeast';
        drawn();
      }),
      node.function === 'count' ? null : choice(this.word('column'), [['', this.word('choose')], ...columns(suiting)], node.column, (path) => {
        node.column = path || undefined;
        node.op = columns((one) => one.path === path && one.type === 'number').length ? 'atLeast' : 'inLastDays';
        delete node.value;
        drawn();
      }),
      choice(this.word('op'), this.list('op', operators), node.op, (op) => {
        const before = takes(node.op);
        node.op = op;
        if (before !== takes(op)) {
          delete node.value;
        }
        drawn();
      }),
      ...this.value(node, kind, changed),
      table?.timed ? this.within(node, changed) : null,
      ...(node.where ?? []).map((filter, i) => this.rowFilter(node, filter, i, table, changed, drawn)),
      h('button', {
        class: 'btn btn-sm btn-quiet', type: 'button', onclick: () => {
          node.where = [...(node.where ?? []), { column: table.columns[0].path, operator: 'equal' }];
          drawn();
        },
      }, icon('plus'), this.word('filter.add')),
    ];
  }

  rowFilter(node, filter, i, table, changed, drawn) {
    const column = table?.columns.find((one) => one.path === filter.column);
    const set = (value) => { filter.value = value; changed(); };
    const read = column?.type === 'number' ? number : (text) => (text === '' ? undefined : text);
    let value = field(this.word('value'), { number: 'number', date: 'date' }[column?.type] ?? 'text', filter.value,
      (text) => set(read(text)), column?.type === 'number' ? { step: 'any' } : {});
    if (['present', 'absent'].includes(filter.operator)) {
      value = null;
    } else if (['last_days', 'before_days'].includes(filter.operator)) {
      value = field(this.word('days'), 'number', filter.value, (text) => set(number(text)), { min: 1 });
    } else if (['one_of', 'none_of'].includes(filter.operator)) {
      value = h('textarea', {
        class: 'form-control form-control-sm', rows: 2, 'aria-label': this.word('values'), placeholder: this.word('values'),
        oninput: (event) => {
          const lines = event.target.value.split('\n').map((line) => line.trim()).filter((line) => line !== '');
          set(lines.length ? lines.map(read) : undefined);
        },
      });
      value.value = [filter.value ?? []].flat().join('\n');
    } else if (column?.type === 'boolean') {
      filter.value ??= true;
      value = choice(this.word('value'), this.list('truth', ['true', 'false']), String(filter.value), (text) => set(text === 'true'));
    }
    return h('span', { class: 'rl-rule-filter' },
      choice(this.word('column'), (table?.columns ?? []).map((one) => [one.path, one.label]), filter.column, (path) => {
        filter.column = path;
        filter.operator = 'equal';
        delete filter.value;
        drawn();
      }),
      choice(this.word('operator'), this.list('operator', column?.operators ?? ['equal']), filter.operator, (operator) => {
        filter.operator = operator;
        delete filter.value;
        drawn();
      }),
      value,
      h('button', {
        class: 'btn btn-sm btn-quiet', type: 'button', title: this.word('remove'), 'aria-label': this.word('remove'), onclick: () => {
          node.where.splice(i, 1);
          if (node.where.length === 0) {
            delete node.where;
          }
          drawn();
        },
      }, icon('trash')));
  }

  aggregate(node, changed, drawn) {
    const known = this.vocabulary.aggregates.find((one) => one.name === node.aggregate);
    return [
      choice(this.word('aggregate'), this.vocabulary.aggregates.map((one) => [one.name, one.label]), node.aggregate, (name) => {
        node.aggregate = name;
        node.op = this.vocabulary.aggregates.find((one) => one.name === name).operators[0];
        delete node.value;
        drawn();
      }),
      ...(known ? [choice(this.word('op'), this.list('op', known.operators), node.op, (op) => {
        const before = takes(node.op);
        node.op = op;
        if (before !== takes(op)) {
          delete node.value;
        }
        drawn();
      }), ...this.value(node, known.kind, changed)] : []),
    ];
  }

  formula(node, changed) {
    return [
      choice(this.word('formula'), named(this.vocabulary.formulas), node.formula, (name) => { node.formula = name; changed(); }),
      choice(this.word('holds'), this.list('holds', ['yes', 'no', 'unknown']), node.holds, (holds) => { node.holds = holds; changed(); }),
    ];
  }

  member(node, changed) {
    const segments = named(this.vocabulary.segments);
    return [choice(this.word('segment'), node.segment ? segments : [['', this.word('choose')], ...segments], node.segment,
      (value) => { node.segment = value || undefined; changed(); })];
  }
}

function takes(op) {
  switch (op) {
    case 'known': case 'unknown': return 'nothing';
    case 'between': return 'two';
    case 'in': case 'notIn': case 'startsWithAny': case 'containsAny': case 'containsAll': return 'many';
    case 'inLastDays': case 'inNextDays': case 'moreThanDaysAgo': case 'anniversary': return 'days';
    default: return 'one';
  }
}
