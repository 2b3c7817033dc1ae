package io.relance.journey.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The circles of a graph: its strongly connected components, without those of one point that does
 * not lead to itself. Tarjan's algorithm without recursion, since the graph is a stranger's.
 */
final class Circles {

  private final List<List<Integer>> edges;
  private final int[] order;
  private final int[] low;
  private final int[] nextEdge;
  private final boolean[] onPath;
  private final Deque<Integer> path = new ArrayDeque<>();
  private final Deque<Integer> open = new ArrayDeque<>();
  private final List<Set<Integer>> found = new ArrayList<>();
  private int count;

  private Circles(List<List<Integer>> edges) {
    this.edges = edges;
    this.order = new int[edges.size()];
    this.low = new int[edges.size()];
    this.nextEdge = new int[edges.size()];
    this.onPath = new boolean[edges.size()];
  }

  static List<Set<Integer>> of(List<List<Integer>> edges) {
    Circles circles = new Circles(edges);
    for (int point = 0; point < edges.size(); point++) {
      if (circles.order[point] == 0) {
        circles.walkFrom(point);
      }
    }
    return circles.found;
  }

  private void walkFrom(int start) {
    enter(start);
    while (!open.isEmpty()) {
      int point = open.element();
      if (nextEdge[point] < edges.get(point).size()) {
        int target = edges.get(point).get(nextEdge[point]++);
        if (order[target] == 0) {
          enter(target);
        } else if (onPath[target]) {
          low[point] = Math.min(low[point], order[target]);
        }
      } else {
        leave(point);
      }
    }
  }

  private void enter(int point) {
    order[point] = ++count;
    low[point] = count;
    onPath[point] = true;
    path.push(point);
    open.push(point);
  }

  private void leave(int point) {
    open.pop();
    if (!open.isEmpty()) {
      low[open.element()] = Math.min(low[open.element()], low[point]);
    }
    if (low[point] == order[point]) {
      Set<Integer> component = new HashSet<>();
      int member;
      do {
        member = path.pop();
        onPath[member] = false;
        component.add(member);
      } while (member != point);
      if (component.size() > 1 || edges.get(point).contains(point)) {
        found.add(component);
      }
    }
  }
}
