package dev.farrier.demo;

import dev.farrier.cli.Table;
import dev.farrier.demo.fleet.DemoFault;
import dev.farrier.view.JsonObject;
import java.util.Arrays;
import java.util.List;

/** The list of all faults, as text and JSON. */
final class FaultList {
    private FaultList() {}

    static String text() {
        Table table = new Table("FAULT", "BRIDGE", "WHAT HAPPENS", "WHAT SHOULD COME OF IT");
        for (DemoFault fault : DemoFault.values()) {
            table.row(fault.title(), fault.bridge(), fault.what(), fault.cure());
        }
        return table.toString();
    }

    static List<JsonObject> json() {
        return Arrays.stream(DemoFault.values())
                .map(fault -> new JsonObject()
                        .put("fault", fault.title())
                        .put("bridge", fault.bridge())
                        .put("what", fault.what())
                        .put("cure", fault.cure()))
                .toList();
    }
}
