package com.agentbot.webhooks.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How one thing that a process holds has changed from the first third of a run to the last: medians, so that a single
 * moment decides nothing.
 *
 * @param allowedFactor by which the last third may exceed the first
 * @param allowedMore what it may hold on top of that, in the unit of the figure
 */
record Growth(
        String name, String unit, double allowedFactor, double allowedMore, ToDoubleFunction<ProcessSample> value) {

    static final List<Growth> WATCHED = List.of(
            new Growth("heap", "MB", 1.25, 16, ProcessSample::heapMegabytes),
            new Growth("resident memory", "MB", 1.15, 32, ProcessSample::residentMegabytes),
            new Growth("descriptors", "", 1.10, 50, ProcessSample::descriptors),
            new Growth("threads", "", 1, 5, ProcessSample::threads));

    /** What the samples, at least three in the order of time, say. */
    List<Figure> figures(List<ProcessSample> samples) {
        int third = samples.size() / 3;
        double first = median(samples.subList(0, third));
        double last = median(samples.subList(samples.size() - third, samples.size()));
        double beyond = Math.max(0, last - first * allowedFactor - allowedMore);
        return List.of(
                Figure.of(name + ", first third", first, unit),
                Figure.of(name + ", last third", last, unit),
                Figure.of(name + ", growth beyond its margin", beyond, unit, Bar.NEVER));
    }

    private double median(List<ProcessSample> samples) {
        double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
