// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/orders.h"

namespace gonogo {

Value to_value(const Orders& orders) {
  return Value::object(
      {{"plan", to_value(orders.plan)},
       {"log_folder", orders.log_folder},
       {"exec_helper", orders.exec_helper},
       {"birth", static_cast<std::int64_t>(orders.birth.time_since_epoch().count())}});
}

Result<Orders> orders_of(const Value& value) {
  const Value* plan = value.find("plan");
  const Value* logs = value.find("log_folder");
  const Value* helper = value.find("exec_helper");
  const Value* birth = value.find("birth");
  if (plan == nullptr || logs == nullptr || helper == nullptr || birth == nullptr)
    return fail({.code = "bad-orders", .what = "the orders of this world are not whole"});
  auto read = plan_of_value(*plan);
  if (!read) return fail(read.error());
  return Orders{.plan = std::move(*read),
                .log_folder = logs->as_text(),
                .exec_helper = helper->as_text(),
                .birth = Moment(Nanoseconds(birth->as_integer()))};
}

}  // namespace gonogo
