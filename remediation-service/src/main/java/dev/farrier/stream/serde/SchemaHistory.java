package dev.farrier.stream.serde;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Every version that a type's schema ever had, oldest first. Each stands in a file of its own and is complete in itself.
 *
 * @param versions at least one; version 1 has index 0
 */
record SchemaHistory(String name, List<Schema> versions) {
    SchemaHistory {
        versions = List.copyOf(versions);
    }

    /** @throws IllegalArgumentException when there is no schema of this name */
    static SchemaHistory load(String name) {
        List<Schema> versions = new ArrayList<>();
        while (true) {
            String resource = "/avro/history/" + name + "/" + (versions.size() + 1) + ".avsc";
            try (InputStream in = SchemaHistory.class.getResourceAsStream(resource)) {
                if (in == null) {
                    break;
                }
                versions.add(new Schema.Parser().parse(in));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the schema " + resource, e);
            }
        }
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("there is no schema avro/history/" + name + "/1.avsc");
        }
        return new SchemaHistory(name, versions);
    }

    /** The one that is written. */
    Schema current() {
        return versions.getLast();
    }

    /** Names a version in every record's header: CRC-64-AVRO of the parsing canonical form. */
    static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }
}
