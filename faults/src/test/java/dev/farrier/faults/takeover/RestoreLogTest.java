package dev.farrier.faults.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RestoreLogTest {
    @Test
    void shouldAddUpTheRecordsOfEachStore() {
        Map<String, Long> records = new TreeMap<>();

        RestoreLog.add("""
                INFO x Finished restoring changelog farrier.core-detect-groups-changelog-0 to store detect-groups with a total number of 3 records
                INFO x Finished restoring changelog farrier.core-detect-groups-changelog-4 to store detect-groups with a total number of 4 records
                INFO x Finished restoring changelog farrier.core-decider-state-changelog-0 to store decider-state with a total number of 0 records
                INFO x Restored 9 records from changelog
                """, records);

        assertThat(records).containsExactly(Map.entry("decider-state", 0L), Map.entry("detect-groups", 7L));
    }
}
