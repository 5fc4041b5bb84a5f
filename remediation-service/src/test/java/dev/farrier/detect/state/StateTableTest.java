package dev.farrier.detect.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.RandomCases;
import dev.farrier.detect.state.StateTable.TableLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateTableTest {
    private static final long KEEP = 1_000;
    private final HeapGroupStore store = new HeapGroupStore();
    private final List<String> crowdedOut = new ArrayList<>();
    private StateTable<Number> table = table(new TableLimits(1_000, 3, false));
    private Namespace owner = table.namespace("p", "h", Integer.MAX_VALUE);

    private static final class Number extends StateEntry {
        long value;

        Number(Namespace owner, String group) {
            super(owner, group);
        }

        Number(Namespace owner, String group, StateBytes.Reader in) {
            super(owner, group);
            value = in.fixed();
        }

        @Override
        protected void write(StateBytes.Writer out) {
            out.fixed(value);
        }
    }

    private StateTable<Number> table(TableLimits limits) {
        return new StateTable<>("w", store, 1, "a number", limits, of -> crowdedOut.add(of.policy()));
    }

    private void restart(TableLimits limits) {
        table.flush();
        table = table(limits);
        owner = table.namespace("p", "h", Integer.MAX_VALUE);
    }

    private void set(String group, long value, long now) {
        Number known = table.get(owner, group, Number::new);
        Number number = known == null ? new Number(owner, group) : known;
        number.value = value;
        table.save(number, now + KEEP);
    }

    @Test
    void shouldWriteOnceBeforeACommitHoweverOftenAStateHasChanged() {
        set("a", 0, 1);
        table.flush();
        List<String> keys = keys();
        List<byte[]> values = keys.stream().map(store::get).toList();
        for (int i = 1; i < 100; i++) {
            set("a", i, i);
            assertThat(keys()).isEqualTo(keys);
            assertThat(keys.stream().map(store::get)).containsExactlyElementsOf(values);
        }
        restart(new TableLimits(1_000, 3, false));
        assertThat(value("a")).isEqualTo(99);
    }

    private List<String> keys() {
        return store.range("", "~", 100).stream()
                .map(GroupStore.StoreEntry::key)
                .toList();
    }

    @Test
    void shouldKnowOfUnwrittenStatesHowLongTheyAreKept() {
        for (int i = 0; i < 10; i++) { // three are at hand
            set("g" + i, i, 1);
        }
        for (int i = 0; i < 5; i++) {
            set("g" + i, i, 2);
        }
        table.forgetIdle(KEEP + 2, 100);
        for (int i = 0; i < 10; i++) {
            assertThat(value("g" + i)).as("g" + i).isEqualTo(i < 5 ? i : -1);
        }
        restart(new TableLimits(1_000, 3, false));
        assertThat(IntStream.range(0, 10).filter(i -> value("g" + i) == i)).hasSize(5);
        assertThat(owner.count).isEqualTo(5);
    }

    @Test
    void shouldNotBringBackByWritingWhatWasRemoved() {
        set("a", 1, 1);
        table.remove(Objects.requireNonNull(table.get(owner, "a", Number::new)));
        set("b", 2, 1);
        table.remove(Objects.requireNonNull(table.get(owner, "b", Number::new)));
        set("b", 3, 2);
        restart(new TableLimits(1_000, 3, false));
        assertThat(value("a")).isEqualTo(-1);
        assertThat(value("b")).isEqualTo(3);
    }

    private long value(String group) {
        Number number = table.get(owner, group, Number::new);
        return number == null ? -1 : number.value;
    }

    @Test
    void shouldGiveBackWhatWasSavedWhetherAtHandOrNot() {
        for (int i = 0; i < 10; i++) {
            set("g" + i, i, 1);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(value("g" + i)).isEqualTo(i);
        }
        assertThat(value("other")).isEqualTo(-1);
        restart(new TableLimits(100, 3, false));
        for (int i = 9; i >= 0; i--) {
            assertThat(value("g" + i)).isEqualTo(i);
        }
    }

    @Test
    void shouldTellOwnersApart() {
        Namespace other = table.namespace("p", "h2", Integer.MAX_VALUE);
        set("g", 1, 1);
        assertThat(table.get(other, "g", Number::new)).isNull();
        restart(new TableLimits(100, 3, false));
        assertThat(table.namespace("p", "h", Integer.MAX_VALUE).number).isEqualTo(1);
        assertThat(table.namespace("p", "h3", Integer.MAX_VALUE).number)
                .as("h2 has no groups, so its number is free")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldForgetExactlyWhatWasNotTouched(boolean onHeap) {
        restart(new TableLimits(100, 3, onHeap));
        set("a", 1, 10);
        set("b", 2, 10);
        set("a", 3, 500);
        table.forgetIdle(10 + KEEP, 10);
        assertThat(value("b")).isEqualTo(2);
        assertThat(table.forgetIdle(11 + KEEP, 10)).isEqualTo(8);
        assertThat(value("b")).isEqualTo(-1);
        assertThat(value("a")).isEqualTo(3);
        table.forgetIdle(500 + KEEP, 10);
        assertThat(value("a")).isEqualTo(3);
        table.forgetIdle(501 + KEEP, 10);
        assertThat(value("a")).isEqualTo(-1);
        assertThat(store.size()).isZero();
    }

    @Test
    void shouldForgetInBatches() {
        IntStream.range(0, 10).forEach(i -> set("g" + i, i, 1));
        assertThat(table.forgetIdle(2 + KEEP, 4)).isZero();
        assertThat(IntStream.range(0, 10).filter(i -> value("g" + i) >= 0).count())
                .isEqualTo(6);
        assertThat(table.forgetIdle(2 + KEEP, 100)).isEqualTo(94);
        assertThat(store.size()).isZero();
    }

    /** They stand in the index where they were when they came. */
    @Test
    void shouldForgetIdleOnesWhenManyOthersAreInUse() {
        for (int i = 0; i < 200; i++) {
            set("g" + (1000 + i), i, 1);
        }
        for (int i = 0; i < 150; i++) {
            set("g" + (1000 + i), i, 100);
        }
        table.namespace("p", "h", 150);
        set("new", 7, 101);
        for (int i = 150; i < 200; i++) {
            assertThat(value("g" + (1000 + i))).as("idle").isEqualTo(-1);
        }
        assertThat(IntStream.range(0, 150).filter(i -> value("g" + (1000 + i)) >= 0))
                .as("in use")
                .hasSize(149);
        assertThat(value("new")).isEqualTo(7);
    }

    @Test
    void shouldHoldEachOwnerToALimitOfItsOwnAlsoWhenThatIsLowered() {
        Namespace small = table.namespace("small", "h", 2);
        for (int i = 0; i < 5; i++) {
            set("g" + i, i, i);
            table.save(new Number(small, "g" + i), i + KEEP);
        }
        assertThat(crowdedOut).containsExactly("small", "small", "small");
        assertThat(table.get(small, "g3", Number::new)).isNotNull();
        assertThat(table.get(small, "g2", Number::new)).isNull();
        assertThat(value("g0")).isZero();

        table.namespace("p", "h", 3);
        set("g0", 7, 10);
        assertThat(crowdedOut).as("nothing was added").hasSize(3);
        set("new", 8, 11);
        assertThat(crowdedOut).endsWith("p", "p", "p").hasSize(6);
        assertThat(value("g0")).as("used since").isEqualTo(7);
        assertThat(value("g1")).isEqualTo(-1);
        assertThat(value("g4")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldForgetTheLongestIdleWhenThereAreTooMany(boolean onHeap) {
        restart(new TableLimits(3, 2, onHeap));
        set("a", 1, 10);
        set("b", 2, 20);
        set("c", 3, 30);
        set("a", 4, 40);
        set("d", 5, 50);
        assertThat(crowdedOut).containsExactly("p");
        assertThat(value("b")).isEqualTo(-1);
        set("e", 6, 60);
        assertThat(List.of(value("a"), value("c"), value("d"), value("e"))).containsExactly(4L, -1L, 5L, 6L);
        if (!onHeap) {
            restart(new TableLimits(3, 2, false));
            set("f", 7, 70);
            assertThat(List.of(value("a"), value("d"), value("e"), value("f")))
                    .as("the count survives")
                    .containsExactly(-1L, 5L, 6L, 7L);
        }
    }

    @Test
    void shouldFindWhatIsDueInOrder() {
        Number number = new Number(owner, "late");
        table.schedule(number, -5);
        table.save(number, 1);
        for (String group : List.of("x", "y", "z")) {
            Number other = new Number(owner, group);
            table.schedule(other, group.charAt(0));
            table.save(other, 1);
        }
        assertThat(table.firstDue(owner)).isEqualTo(-5);
        assertThat(table.due(owner, 'z', 10)).containsExactly("late", "x", "y");
        assertThat(table.due(owner, 'z', 2)).containsExactly("late", "x");
        restart(new TableLimits(100, 3, false));
        Number found = table.get(owner, "late", Number::new);
        assertThat(found).isNotNull();
        assertThat(found.due()).isEqualTo(-5);
        table.schedule(found, StateEntry.NEVER);
        table.saveWithoutRenewal(found);
        assertThat(table.due(owner, 'z', 10)).containsExactly("x", "y");
        table.forgetIdle(9_999, 10);
        table.flush();
        assertThat(table.firstDue(owner)).isEqualTo(StateEntry.NEVER);
        assertThat(store.size()).isZero();
    }

    @Test
    void shouldTakeOutMarksOnce() {
        set("a", 1, 1);
        set("b", 2, 1);
        for (String group : List.of("b", "a", "b")) {
            table.mark(Objects.requireNonNull(table.get(owner, group, Number::new)));
        }
        restart(new TableLimits(100, 3, false));
        assertThat(table.drainMarked(1, Number::new))
                .extracting(StateEntry::group)
                .containsExactly("a");
        assertThat(table.drainMarked(9, Number::new))
                .extracting(StateEntry::group)
                .containsExactly("b");
        assertThat(table.drainMarked(9, Number::new)).isEmpty();
        table.mark(Objects.requireNonNull(table.get(owner, "a", Number::new)));
        assertThat(table.drainMarked(9, Number::new)).hasSize(1);
    }

    /** Against a plain map, with restarts, and few objects at hand. */
    @Test
    void shouldBeLikeMap() {
        for (int seed = 0; seed < RandomCases.of(300); seed++) {
            Random random = new Random(seed);
            TreeMap<String, Long> model = new TreeMap<>();
            TableLimits limits = new TableLimits(1_000, 1 + random.nextInt(5), false);
            restart(limits);
            for (int i = 0; i < 200; i++) {
                String group = "g" + random.nextInt(12);
                switch (random.nextInt(8)) {
                    case 0 -> restart(limits);
                    case 1 -> {
                        Number number = table.get(owner, group, Number::new);
                        if (number != null) {
                            table.remove(number);
                        }
                        model.remove(group);
                    }
                    case 2, 3, 4 -> {
                        set(group, i, 1);
                        model.put(group, (long) i);
                    }
                    default -> assertThat(value(group)).isEqualTo(model.getOrDefault(group, -1L));
                }
                assertThat(owner.count).isEqualTo(model.size());
            }
            table.forgetIdle(9_999, Integer.MAX_VALUE);
            assertThat(owner.count).isZero();
        }
    }
}
