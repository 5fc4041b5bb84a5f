package dev.farrier.benchmarks.decide;

import dev.farrier.benchmarks.Arguments;
import dev.farrier.benchmarks.Harness;
import dev.farrier.benchmarks.MarkdownTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code decide}: the decider with 100, 10,000 and 100,000 open incidents, in process, beside itself with the fewest. */
public final class DecideHarness implements Harness {
    private static final List<Long> OPEN = List.of(100L, 10_000L, 100_000L);
    private static final int ROUNDS = 2_000;
    private static final int WARM_UP = 3;
    private static final long MEBIBYTE = 1024L * 1024;

    /** One number of open incidents: times are of one input, microseconds. */
    private record Row(long open, double healed, double tick, double marker, long heap, long state, long restart) {}

    @Override
    public String name() {
        return "decide";
    }

    @Override
    public String usage() {
        return "[--open N,N…]";
    }

    @Override
    public String about() {
        return "the decider with so many open incidents: ticks, markers, decisions, memory, restart";
    }

    @Override
    public String run(Arguments arguments) {
        List<Long> sizes = arguments.numbers("--open", OPEN);
        arguments.end();
        for (int i = 0; i < WARM_UP; i++) {
            measure(1_000);
        }
        List<Row> rows = new ArrayList<>();
        for (long open : sizes) {
            System.err.println("decide: " + open + " open incidents");
            rows.add(measure((int) open));
        }
        return report(rows);
    }

    private static Row measure(int open) {
        long before = heap();
        SimulatedFleet fleet = new SimulatedFleet(open, ROUNDS);
        fleet.openAll();
        long heap = Math.max(0, heap() - before);
        double healed = micros(fleet::heal);
        double tick = micros(fleet::tick);
        double marker = micros(fleet::markers) / SimulatedFleet.MARKERS;
        List<byte[]> written = fleet.written();
        long bytes = written.stream().mapToLong(value -> value.length).sum();
        long start = System.nanoTime();
        fleet.restore(written);
        long restart = System.nanoTime() - start;
        return new Row(open, healed, tick, marker, heap, bytes, restart / 1_000_000);
    }

    private static double micros(Runnable once) {
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            once.run();
        }
        return (System.nanoTime() - start) / 1_000.0 / ROUNDS;
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static String report(List<Row> rows) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "open incidents",
                "healed µs",
                "healed/s",
                "of the fewest",
                "tick µs",
                "marker µs",
                "heap MiB",
                "state MiB",
                "restart ms"));
        for (Row row : rows) {
            table.add(List.of(
                    String.format(Locale.ROOT, "%,d", row.open()),
                    number(row.healed()),
                    String.format(Locale.ROOT, "%,.0f", 1e6 / row.healed()),
                    String.format(
                            Locale.ROOT, "%.2f", row.healed() / rows.getFirst().healed()),
                    number(row.tick()),
                    number(row.marker()),
                    Long.toString(row.heap() / MEBIBYTE),
                    Long.toString(row.state() / MEBIBYTE),
                    Long.toString(row.restart())));
        }
        return MarkdownTable.of(table)
                + "\nHealed: another host falls ill, a rung's command is claimed and ends, its probe too, the incident is closed, and\n"
                + "the next of those that wait begins: five inputs, with the records that they change encoded. Restart: decoding and indexing the state.\n";
    }

    private static String number(double micros) {
        return String.format(Locale.ROOT, "%.1f", micros);
    }
}
