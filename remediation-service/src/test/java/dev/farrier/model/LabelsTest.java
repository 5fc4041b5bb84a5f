package dev.farrier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelsTest {

    /** Up to three times as many as are looked up one by one. */
    @Test
    void shouldBeAsATreeMapWithoutEmptyValues() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            TreeMap<String, String> tree = new TreeMap<>();
            for (int i = random.nextInt(25); i > 0; i--) {
                tree.put("l" + random.nextInt(40), random.nextInt(4) == 0 ? "" : "v" + random.nextInt(3));
            }
            SortedMap<String, String> labels = Labels.copyOf(tree);
            tree.values().removeIf(String::isEmpty);
            assertThat(labels).isEqualTo(tree).hasSameHashCodeAs(tree).hasSize(tree.size());
            assertThat(tree).isEqualTo(labels);
            assertThat(List.copyOf(labels.entrySet())).isEqualTo(List.copyOf(tree.entrySet()));
            assertThat(new TreeMap<>(labels)).isEqualTo(tree);
            List<String> visited = new ArrayList<>();
            labels.forEach((name, value) -> visited.add(name + "=" + value));
            assertThat(visited)
                    .isEqualTo(tree.entrySet().stream()
                            .map(e -> e.getKey() + "=" + e.getValue())
                            .toList());
            for (int i = 0; i < 42; i++) {
                String name = "l" + i;
                assertThat(labels.get(name)).isEqualTo(tree.get(name));
                assertThat(labels.containsKey(name)).isEqualTo(tree.containsKey(name));
                assertThat(labels.getOrDefault(name, "-")).isEqualTo(tree.getOrDefault(name, "-"));
                assertThat(labels.headMap(name)).isEqualTo(tree.headMap(name));
                assertThat(labels.tailMap(name)).isEqualTo(tree.tailMap(name));
            }
            assertThat(labels.subMap("l1", "l3")).isEqualTo(tree.subMap("l1", "l3"));
            if (!tree.isEmpty()) {
                assertThat(labels.firstKey()).isEqualTo(tree.firstKey());
                assertThat(labels.lastKey()).isEqualTo(tree.lastKey());
            }
        }
    }

    @Test
    void shouldSortWhateverComes() {
        assertThat(Labels.copyOf(Map.of("b", "1", "a", "2", "c", "")).toString())
                .isEqualTo("{a=2, b=1}");
        TreeMap<String, String> backwards = new TreeMap<>(java.util.Comparator.reverseOrder());
        backwards.putAll(Map.of("b", "1", "a", "2"));
        assertThat(Labels.copyOf(backwards).firstKey()).isEqualTo("a");
    }

    @Test
    void shouldNotChange() {
        SortedMap<String, String> labels = Labels.of("a", "1");
        assertThatThrownBy(() -> labels.put("b", "2")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> labels.remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> labels.entrySet().iterator().next().setValue("2"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(Labels.copyOf(labels)).isSameAs(labels);
    }

    @Test
    void shouldHaveNoFirstOfNone() {
        assertThatThrownBy(() -> Labels.empty().firstKey()).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> Labels.empty().lastKey()).isInstanceOf(NoSuchElementException.class);
        assertThat(Labels.empty().get("a")).isNull();
    }
}
